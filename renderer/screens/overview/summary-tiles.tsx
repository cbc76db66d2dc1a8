import { SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Overview, SpendSummary } from '../../../gateway/contract/requests.ts'
import type { Spend } from '../../../gateway/contract/spend.ts'
import { FigureTile } from '../../components/figure-tile.tsx'
import { Money } from '../../components/money.tsx'
import { money, numbers } from '../../format/formats.ts'
import { countedHash } from './requests-link.ts'
import classes from './summary-tiles.module.css'

interface SummaryTilesProps {
  readonly spend: Spend
  readonly overview: Overview
}

/** The range in five figures. Each leads to its requests. */
export function SummaryTiles({ spend: { summary, fromMs: from }, overview }: SummaryTilesProps) {
  const { t } = useTranslation()
  const tokens = summary.inputTokens + summary.outputTokens
  const requests = countedHash({ from })
  return (
    <SimpleGrid cols={{ base: 2, md: 3, lg: 5 }} spacing="md" className={classes.tiles}>
      <FigureTile href={requests} label={t('overview.spend')} foot={<SpendFoot {...{ summary, overview }} />}>
        <Money amount={summary.costNanoUsd} />
      </FigureTile>
      <FigureTile
        href={requests}
        label={t('overview.requests')}
        foot={
          summary.sandboxRequests > 0
            ? t('overview.sandbox', { amount: numbers.compact(summary.sandboxRequests) })
            : t('overview.ofProviders')
        }
      >
        {numbers.count(summary.requests)}
      </FigureTile>
      <FigureTile
        href={countedHash({ from, outcome: ['failures'] })}
        label={t('overview.failed')}
        foot={t(summary.failedRequests > 0 ? 'overview.failedShare' : 'overview.allAnswered', {
          share: numbers.percent((100 * summary.failedRequests) / summary.requests),
        })}
      >
        {numbers.count(summary.failedRequests)}
      </FigureTile>
      <FigureTile
        href={requests}
        label={t('overview.tokens')}
        foot={t('overview.inOut', {
          input: numbers.compact(summary.inputTokens),
          output: numbers.compact(summary.outputTokens),
        })}
      >
        <span title={numbers.count(tokens)}>{numbers.compact(tokens)}</span>
      </FigureTile>
      <FirstTokenTile href={requests} summary={summary} />
    </SimpleGrid>
  )
}

function FirstTokenTile({ href, summary }: { readonly href: string; readonly summary: SpendSummary }) {
  const { t } = useTranslation()
  const { timeToFirstTokenP50Ms: p50, timeToFirstTokenP95Ms: p95 } = summary
  return (
    <FigureTile
      href={href}
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

function SpendFoot({ summary, overview }: { readonly summary: SpendSummary; readonly overview: Overview }) {
  const { t } = useTranslation()
  if (summary.unpricedRequests > 0) {
    return t('overview.unpriced', {
      count: summary.unpricedRequests,
      amount: numbers.compact(summary.unpricedRequests),
    })
  }
  return t('overview.todayMonth', {
    today: money.short(overview.today.costNanoUsd),
    month: money.short(overview.month.costNanoUsd),
  })
}
