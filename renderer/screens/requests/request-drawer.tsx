import { Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { useRequest } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { Money } from '../../components/money.tsx'
import { OutcomeBadge } from '../../components/outcome-badge.tsx'
import { numbers, times } from '../../format/formats.ts'
import { RequestAbout } from './request-about.tsx'
import { RequestAttempts } from './request-attempts.tsx'
import { RequestCache } from './request-cache.tsx'
import { nameOf } from './request-columns.tsx'
import { RequestCost } from './request-cost.tsx'
import { RequestReceipt } from './request-receipt.tsx'
import { RequestRoute } from './request-route.tsx'
import { RequestTokens } from './request-tokens.tsx'
import { RequestWaterfall } from './request-waterfall.tsx'

interface RequestDrawerProps {
  /** Null if the drawer is closed. */
  readonly requestId: string | null
  readonly onClose: () => void
}

/** Shows everything about one request, over the screen from which it was opened. */
export function RequestDrawer({ requestId, onClose }: RequestDrawerProps) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened={requestId !== null}
      onClose={onClose}
      title={t('detail.title')}
      size={500}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <RequestContent requestId={requestId} />
    </Drawer>
  )
}

/** What the drawer and the panel beside the list show. */
export function RequestContent({ requestId }: Pick<RequestDrawerProps, 'requestId'>) {
  const request = useRequest(requestId)
  return (
    <>
      {request.isPending && <Skeleton h={300} />}
      {request.isError && <LoadFailed error={request.error} onRetry={() => void request.refetch()} />}
      {request.data && <Detail request={request.data} />}
    </>
  )
}

function Detail({ request }: { readonly request: RequestDetail }) {
  const { t } = useTranslation()
  const { purpose } = request
  // Requests for lists of models and probes have no tokens, no cost and no phases.
  const asksModel = purpose !== 'models' && purpose !== 'other'
  const name = nameOf(request) ?? t('requests.noModel')
  return (
    <Stack gap={26}>
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} fz="lg" lineClamp={1} title={name}>
            {name}
          </Title>
          <OutcomeBadge outcome={request.outcome} />
        </Group>
        <Text size="sm" c="dimmed">
          {times.exact(request.startedAtMs)}
        </Text>
        {asksModel && <Figures request={request} />}
      </Stack>
      {asksModel && <Measured request={request} />}
      <Section title={t('detail.about')}>
        <RequestAbout request={request} />
      </Section>
    </Stack>
  )
}

function Figures({ request }: { readonly request: RequestDetail }) {
  const { t } = useTranslation()
  return (
    <Group gap="xl" mt={6}>
      <Figure label={t('detail.cost')}>
        <Money amount={request.costNanoUsd} certainty={request.certainty} />
      </Figure>
      <Figure label={t('requests.columnHints.firstToken')}>
        {request.timeToFirstTokenMs === null
          ? t('common.none')
          : numbers.duration(request.timeToFirstTokenMs)}
      </Figure>
      <Figure label={t('requests.columns.duration')}>{numbers.duration(request.durationMs)}</Figure>
    </Group>
  )
}

function Measured({ request }: { readonly request: RequestDetail }) {
  const { t } = useTranslation()
  const { attempts, cache, receipt, timing, trace } = request
  return (
    <>
      <Section title={t('detail.timing')}>
        <RequestWaterfall timing={timing} />
        {timing.perOutputTokenMs !== null && (
          <Text size="xs" c="dimmed">
            {t('detail.perToken', { duration: numbers.duration(timing.perOutputTokenMs) })}
          </Text>
        )}
      </Section>
      {trace !== null && (
        <Section title={t('detail.route')}>
          <RequestRoute trace={trace} />
        </Section>
      )}
      {cache !== null && (
        <Section title={t('requestCache.title')}>
          <RequestCache trace={cache} />
        </Section>
      )}
      {attempts.length > 1 && (
        <Section title={t('detail.attempts')}>
          <RequestAttempts attempts={attempts} />
        </Section>
      )}
      {receipt !== null && (
        <Section title={t('detail.receipt')}>
          <RequestReceipt receipt={receipt} />
        </Section>
      )}
      <Section title={t('detail.tokens')}>
        <RequestTokens request={request} />
      </Section>
      <Section title={t('detail.cost')}>
        <RequestCost request={request} />
      </Section>
    </>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <Stack gap={8} component="section" aria-label={title}>
      <Title order={3}>{title}</Title>
      {children}
    </Stack>
  )
}

function Figure({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <Stack gap={0}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="lg" fw={600} className="tabular">
        {children}
      </Text>
    </Stack>
  )
}
