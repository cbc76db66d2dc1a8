import { Button, Loader, Paper, Text, Timeline, Title } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GatewayStatus } from '../../../gateway/contract/admin.ts'
import { firstRequestSnippets, sandboxModel, tokenPlaceholder } from '../../components/client-snippets.ts'
import { SnippetTabs } from '../../components/snippet-tabs.tsx'
import { type SuggestedModel, useSuggestedModel } from '../../components/use-suggested-model.ts'
import { CreateTokenModal } from '../tokens/create-token-modal.tsx'

/** Shown as long as there are no requests: three steps to the first one. */
export function FirstRequestCard({ status }: { readonly status: GatewayStatus }) {
  const { t } = useTranslation()
  const model = useSuggestedModel()
  const [creating, setCreating] = useState(false)
  const hasToken = status.clients > 0
  const snippets = firstRequestSnippets({
    gatewayUrl: status.gatewayUrl ?? '',
    token: tokenPlaceholder,
    model: model.name,
  })

  return (
    <Paper p="lg">
      <Title order={2} fz="lg">
        {t('overview.firstTitle')}
      </Title>
      <Text size="sm" c="dimmed" mb="lg">
        {t('overview.firstHint')}
      </Text>
      <Timeline bulletSize={24} lineWidth={1} active={hasToken ? 1 : 0}>
        <Step bullet={<StepNumber number={1} />} title={t('overview.stepToken')}>
          <Text size="sm" c="dimmed" mb={8}>
            {hasToken ? t('overview.stepTokenDone', { count: status.clients }) : t('overview.stepTokenHint')}
          </Text>
          <Button
            size="xs"
            variant={hasToken ? 'default' : 'filled'}
            leftSection={<IconKey size={15} />}
            onClick={() => setCreating(true)}
          >
            {t('tokens.create')}
          </Button>
        </Step>
        <Step bullet={<StepNumber number={2} />} title={t('overview.stepSend')}>
          <Text size="sm" c="dimmed" mb={4}>
            {t(`overview.${whoAnswers(model)}`)}
          </Text>
          <SnippetTabs snippets={snippets} />
        </Step>
        <Step bullet={<Loader size={12} />} title={t('overview.stepSee')}>
          <Text size="sm" c="dimmed">
            {t('overview.waiting')}
          </Text>
        </Step>
      </Timeline>
      {creating && <CreateTokenModal onClose={() => setCreating(false)} />}
    </Paper>
  )
}

interface StepProps {
  readonly bullet: ReactNode
  readonly title: string
  readonly children: ReactNode
}

function Step({ bullet, title, children }: StepProps) {
  return (
    <Timeline.Item bullet={bullet} title={title}>
      {children}
    </Timeline.Item>
  )
}

function StepNumber({ number }: { readonly number: number }) {
  return (
    <Text span size="xs" fw={600}>
      {number}
    </Text>
  )
}

function whoAnswers({
  name,
  answers,
}: SuggestedModel): 'nobodyAnswers' | 'sandboxAnswers' | 'providerAnswers' {
  if (!answers) return 'nobodyAnswers'
  return name === sandboxModel ? 'sandboxAnswers' : 'providerAnswers'
}
