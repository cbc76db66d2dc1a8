import {
  ActionIcon,
  Anchor,
  Button,
  Group,
  Paper,
  Stack,
  Text,
  ThemeIcon,
  Title,
  Tooltip,
} from '@mantine/core'
import { IconCheck, IconConfetti, IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GatewayStatus, NewClient } from '../../../gateway/contract/admin.ts'
import type { RequestRow } from '../../../gateway/contract/requests.ts'
import { settingsSnippets } from '../../components/client-snippets.ts'
import { routeHash } from '../../components/route-hash.ts'
import { SnippetTabs } from '../../components/snippet-tabs.tsx'
import { useRoute } from '../../components/use-route.ts'
import { useSuggestedModel } from '../../components/use-suggested-model.ts'
import { money, numbers } from '../../format/formats.ts'
import { TokenForm } from './first-request-card.tsx'
import { firstRequest, type NextStep } from './next-steps.ts'

interface NextStepsCardProps {
  readonly latest: readonly RequestRow[]
  readonly status: GatewayStatus
  readonly done: Readonly<Record<NextStep, boolean>>
  readonly created: NewClient | null
  readonly onCreated: (created: NewClient) => void
  readonly onSetBudget: () => void
  readonly onDismiss: () => void
}

/** Shown after the first request: what it was, and what to do next, until that is done. */
export function NextStepsCard({
  latest,
  status,
  done,
  created,
  onCreated,
  onSetBudget,
  onDismiss,
}: NextStepsCardProps) {
  const { t } = useTranslation()
  const model = useSuggestedModel()
  const [connects, setConnects] = useState(false)
  const first = firstRequest(latest)
  const snippets =
    created &&
    settingsSnippets({ gatewayUrl: status.gatewayUrl ?? '', token: created.token, model: model.name })
  return (
    <Paper p="md" component="section" aria-label={t('next.title')}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb="sm">
        <Stack gap={4}>
          {first && <FirstArrived row={first} />}
          <Title order={2}>{t('next.title')}</Title>
        </Stack>
        <Tooltip label={t('next.dismiss')}>
          <ActionIcon aria-label={t('next.dismiss')} onClick={onDismiss}>
            <IconX size={17} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <Stack gap="sm">
        <Step step="provider" isDone={done.provider}>
          <Button
            component="a"
            size="xs"
            variant="default"
            href={routeHash({ screen: 'providers', requestId: null })}
          >
            {t('next.providerGo')}
          </Button>
        </Step>
        <Step step="budget" isDone={done.budget}>
          <Button size="xs" variant="default" onClick={onSetBudget}>
            {t('next.budgetGo')}
          </Button>
        </Step>
        <Step step="tool" isDone={done.tool}>
          {created === null && !connects && (
            <Button size="xs" variant="default" onClick={() => setConnects(true)}>
              {t('next.toolGo')}
            </Button>
          )}
        </Step>
        {created === null && connects && !done.tool && <TokenForm onCreated={onCreated} />}
        {created !== null && snippets && (
          <Stack gap={4}>
            <Text size="sm" c="dimmed">
              {t('first.tokenReady', { name: created.client.name })}
            </Text>
            <SnippetTabs snippets={snippets} />
          </Stack>
        )}
      </Stack>
    </Paper>
  )
}

interface StepProps {
  readonly step: NextStep
  readonly isDone: boolean
  /** What takes the step. Left out once it is done. */
  readonly children: ReactNode
}

function Step({ step, isDone, children }: StepProps) {
  const { t } = useTranslation()
  return (
    <Group wrap="nowrap" gap="sm" justify="space-between">
      <Group wrap="nowrap" gap="sm" align="flex-start">
        <ThemeIcon size={22} radius="xl" variant={isDone ? 'filled' : 'default'}>
          {isDone && <IconCheck size={14} aria-label={t('first.done')} />}
        </ThemeIcon>
        <Stack gap={0}>
          <Text size="sm" fw={550} {...(isDone ? { td: 'line-through', c: 'dimmed' } : {})}>
            {t(`next.${step}`)}
          </Text>
          {!isDone && (
            <Text size="xs" c="dimmed">
              {t(`next.${step}Hint`)}
            </Text>
          )}
        </Stack>
      </Group>
      {!isDone && children}
    </Group>
  )
}

/** One line for the first request: what it cost, its tokens and its time. */
function FirstArrived({ row }: { readonly row: RequestRow }) {
  const { t } = useTranslation()
  const [route] = useRoute()
  const { providerId, model, outcome, inputTokens, outputTokens, costNanoUsd, sandbox, durationMs } = row
  const tokens = (inputTokens ?? 0) + (outputTokens ?? 0)
  const cost = costNanoUsd === null ? t('first.unknownCost') : money.short(costNanoUsd)
  const text =
    outcome === 'completed'
      ? t('first.arrived', {
          model: providerId === null ? (model ?? '') : `${providerId}/${model ?? ''}`,
          time: numbers.duration(durationMs),
          tokens: t('first.tokens', { count: tokens, formatted: numbers.count(tokens) }),
          cost: sandbox ? t('first.pretended', { cost }) : cost,
        })
      : t('first.arrivedFailed', { outcome: t(`outcome.${outcome}`) })
  return (
    <Group gap={8} role="status" wrap="nowrap" align="flex-start">
      {outcome === 'completed' && (
        <IconConfetti
          size={18}
          style={{ flexShrink: 0 }}
          color="var(--mantine-color-verdigris-5)"
          aria-hidden
        />
      )}
      <Text size="sm">
        {text}{' '}
        <Anchor size="sm" href={routeHash({ ...route, requestId: row.requestId })}>
          {t('first.look')}
        </Anchor>
      </Text>
    </Group>
  )
}
