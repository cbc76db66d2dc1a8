import { Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { Money } from '../../components/money.tsx'
import { OutcomeBadge } from '../../components/outcome-badge.tsx'
import { numbers, times } from '../../format/formats.ts'
import { RequestAbout } from './request-about.tsx'
import { RequestAttempts } from './request-attempts.tsx'
import { RequestBudgets } from './request-budgets.tsx'
import { RequestCache } from './request-cache.tsx'
import { nameOf } from './request-columns.tsx'
import { RequestCost } from './request-cost.tsx'
import { RequestReceipt } from './request-receipt.tsx'
import { RequestRoute } from './request-route.tsx'
import { type RequestSections, sectionsOf } from './request-sections.ts'
import { RequestTokens } from './request-tokens.tsx'
import { RequestWaterfall } from './request-waterfall.tsx'
import { RequestWhy } from './request-why.tsx'

interface PartProps {
  readonly request: RequestDetail
  readonly sections: RequestSections
}

/** Everything about one request, beginning with why it ended as it did. What says nothing is left out. */
export function RequestDetailView({ request }: { readonly request: RequestDetail }) {
  const { t } = useTranslation()
  const sections = sectionsOf(request)
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
        <RequestWhy request={request} />
        {(sections.cost || sections.timing || sections.cache) && (
          <Figures request={request} sections={sections} />
        )}
      </Stack>
      <Measured request={request} sections={sections} />
      <Section title={t('detail.about')}>
        <RequestAbout request={request} />
      </Section>
    </Stack>
  )
}

function Figures({ request, sections }: PartProps) {
  const { t } = useTranslation()
  return (
    <Group gap="xl" mt={6}>
      {(sections.cost || sections.cache) && (
        <Figure label={t(request.sandbox ? 'detail.pretendedCost' : 'detail.cost')}>
          <Money amount={request.costNanoUsd} certainty={request.certainty} />
        </Figure>
      )}
      {request.timeToFirstTokenMs !== null && (
        <Figure label={t('requests.columnHints.firstToken')}>
          {numbers.duration(request.timeToFirstTokenMs)}
        </Figure>
      )}
      <Figure label={t('requests.columns.duration')}>{numbers.duration(request.durationMs)}</Figure>
    </Group>
  )
}

function Measured({ request, sections }: PartProps) {
  const { t } = useTranslation()
  const { attempts, budgets, cache, receipt, timing, trace } = request
  return (
    <>
      {sections.timing && (
        <Section title={t('detail.timing')}>
          <RequestWaterfall timing={timing} />
          {timing.perOutputTokenMs !== null && (
            <Text size="xs" c="dimmed">
              {t('detail.perToken', { duration: numbers.duration(timing.perOutputTokenMs) })}
            </Text>
          )}
        </Section>
      )}
      {trace !== null && (
        <Section title={t('detail.route')}>
          <RequestRoute trace={trace} />
        </Section>
      )}
      {sections.cache && cache !== null && (
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
      {sections.tokens && (
        <Section title={t('detail.tokens')}>
          <RequestTokens request={request} />
        </Section>
      )}
      {sections.cost && (
        <Section title={t('detail.cost')}>
          <RequestCost request={request} />
        </Section>
      )}
      {budgets.length > 0 && (
        <Section title={t('requestBudgets.title')}>
          <RequestBudgets budgets={budgets} />
        </Section>
      )}
    </>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Stack gap={8} component="section" aria-label={title}>
      <Title order={3}>{title}</Title>
      {children}
    </Stack>
  )
}

function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
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
