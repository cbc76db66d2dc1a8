import { Button, Group, Loader, Paper, Text, TextInput, Timeline, Title } from '@mantine/core'
import { IconCheck, IconKey } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GatewayStatus, NewClient } from '../../../gateway/contract/admin.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { firstRequestSnippets, sandboxModel, tokenPlaceholder } from '../../components/client-snippets.ts'
import { SnippetTabs } from '../../components/snippet-tabs.tsx'
import { type SuggestedModel, useSuggestedModel } from '../../components/use-suggested-model.ts'

interface FirstRequestCardProps {
  readonly status: GatewayStatus
  /** The token that was made here. Null if none was yet. */
  readonly created: NewClient | null
  readonly onCreated: (created: NewClient) => void
}

/** Shown as long as there are no requests: three steps to the first one. */
export function FirstRequestCard({ status, created, onCreated }: FirstRequestCardProps) {
  const { t } = useTranslation()
  const model = useSuggestedModel()
  const hasToken = status.clients > 0
  const snippets = firstRequestSnippets({
    gatewayUrl: status.gatewayUrl ?? '',
    token: created?.token ?? tokenPlaceholder,
    model: model.name,
  })

  return (
    <Paper p="lg">
      <Title order={2} fz="lg">
        {t('first.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="lg">
        {t('first.hint')}
      </Text>
      <Timeline bulletSize={24} lineWidth={1} active={hasToken ? 1 : 0}>
        <Step number={1} isDone={hasToken} title={t('first.stepToken')}>
          <Text size="sm" c="dimmed" mb={8}>
            {created
              ? t('first.tokenReady', { name: created.client.name })
              : hasToken
                ? t('first.tokenThere', { count: status.clients })
                : t('first.stepTokenHint')}
          </Text>
          {created === null && <TokenForm onCreated={onCreated} />}
        </Step>
        <Step number={2} isDone={false} title={t('first.stepSend')}>
          <Text size="sm" c="dimmed" mb={4}>
            {t(`first.${whoAnswers(model)}`)} {!hasToken && t('first.needsToken')}
          </Text>
          <SnippetTabs snippets={snippets} />
        </Step>
        <Step number={<Loader size={12} />} isDone={false} title={t('first.stepSee')}>
          <Text size="sm" c="dimmed">
            {t('first.waiting')}
          </Text>
        </Step>
      </Timeline>
    </Paper>
  )
}

interface StepProps {
  readonly number: ReactNode
  readonly isDone: boolean
  readonly title: string
  readonly children: ReactNode
}

function Step({ number, isDone, title, children }: StepProps) {
  const { t } = useTranslation()
  const bullet = isDone ? (
    <IconCheck size={15} aria-label={t('first.done')} />
  ) : (
    <Text span size="xs" fw={600}>
      {number}
    </Text>
  )
  return (
    <Timeline.Item bullet={bullet} title={title}>
      {children}
    </Timeline.Item>
  )
}

/** A token from its name alone, without a dialog. */
export function TokenForm({ onCreated }: { readonly onCreated: (created: NewClient) => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const create = useAdminMutation({
    run: (admin, wanted: string) => admin.createClient({ name: wanted }),
    refreshes: ['clients', 'status'],
    onDone: onCreated,
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (name.trim() !== '') create.mutate(name.trim())
      }}
    >
      <Group gap="xs">
        <TextInput
          size="xs"
          maw={220}
          flex="1 1 120px"
          aria-label={t('first.tokenName')}
          placeholder={t('tokens.namePlaceholder')}
          maxLength={64}
          autoComplete="off"
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="xs"
          disabled={name.trim() === ''}
          loading={create.isPending}
          leftSection={<IconKey size={15} />}
        >
          {t('first.create')}
        </Button>
      </Group>
    </form>
  )
}

function whoAnswers({
  name,
  answers,
}: SuggestedModel): 'nobodyAnswers' | 'sandboxAnswers' | 'providerAnswers' {
  if (!answers) return 'nobodyAnswers'
  return name === sandboxModel ? 'sandboxAnswers' : 'providerAnswers'
}
