import { SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Overview, SpendSummary } from '../../../gateway/contract/requests.ts'
import { FigureTile } from '../../components/figure-tile.tsx'
import { Money } from '../../components/money.tsx'
import { numbers } from '../../format/formats.ts'

export function SummaryTiles({ overview: { today, month } }: { readonly overview: Overview }) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={{ base: 2, md: 3, lg: 5 }} spacing="md">
      <FigureTile label={t('overview.spendToday')} foot={<SpendFoot summary={today} />}>
        <Money amount={today.costNanoUsd} />
      </FigureTile>
      <FigureTile label={t('overview.spendMonth')} foot={<SpendFoot summary={month} />}>
        <Money amount={month.costNanoUsd} />
      </FigureTile>
      <FigureTile
        label={t('overview.requestsToday')}
        foot={t('overview.failed', {
          failed: numbers.count(today.failedRequests),
          month: numbers.compact(month.requests),
        })}
      >
        {numbers.count(today.requests)}
      </FigureTile>
      <FigureTile
        label={t('overview.tokensToday')}
        foot={t('overview.inOut', {
          input: numbers.compact(today.inputTokens),
          output: numbers.compact(today.outputTokens),
        })}
      >
        <span title={numbers.count(today.inputTokens + today.outputTokens)}>
          {numbers.compact(today.inputTokens + today.outputTokens)}
        </span>
      </FigureTile>
      <FirstTokenTile today={today} />
    </SimpleGrid>
  )
}

function FirstTokenTile({ today }: { readonly today: SpendSummary }) {
  const { t } = useTranslation()
  const { timeToFirstTokenP50Ms: p50, timeToFirstTokenP95Ms: p95 } = today
  return (
    <FigureTile
      label={t('overview.firstToken')}
      foot={p95 === null ? t('overview.noSample') : t('overview.p95', { p95: numbers.duration(p95) })}
    >
      {p50 === null ? t('common.none') : numbers.duration(p50)}
      {p50 !== null && (
        <Text span size="xs" c="dimmed" ml={6} fw={500}>
          {t('overview.p50')}
        </Text>
      )}
    </FigureTile>
  )
}

function SpendFoot({ summary }: { readonly summary: SpendSummary }) {
  const { t } = useTranslation()
  if (summary.unpricedRequests > 0) {
    return t('overview.unpriced', { amount: numbers.compact(summary.unpricedRequests) })
  }
  if (summary.sandboxRequests > 0) {
    return t('overview.sandbox', { amount: numbers.compact(summary.sandboxRequests) })
  }
  return t('overview.allPriced')
}
