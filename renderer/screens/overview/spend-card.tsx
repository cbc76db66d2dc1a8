import { EmptyState, Group, Paper, Select, Text } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type Spend, type SpendDimension, spendDimensions } from '../../../gateway/contract/spend.ts'
import { ChartOrTable } from '../../components/chart-or-table.tsx'
import { money, times } from '../../format/formats.ts'
import type { View } from './overview-address.ts'
import { SpendChart } from './spend-chart.tsx'
import { spendSeries } from './spend-series.ts'
import { SpendTable } from './spend-table.tsx'
import { useGroupNames } from './use-group-names.ts'

export const chartHeight = 290

interface SpendCardProps {
  readonly spend: Spend
  readonly by: SpendDimension
  readonly onBy: (by: SpendDimension) => void
  readonly view: View
  readonly onView: (view: View) => void
}

/** Spend over the range, by whom or what is chosen. */
export function SpendCard({ spend, by, onBy, view, onView }: SpendCardProps) {
  const { t } = useTranslation()
  const nameOf = useGroupNames(spend.by)
  const labelOf = spend.range === '24h' ? times.hourOf : times.dayOf
  const series = spendSeries(spend, labelOf)
  const isEmpty = spend.groups.length === 0
  return (
    <Paper p="md" h="100%" component="section" aria-label={t('overview.chart')}>
      <ChartOrTable
        title={t('overview.chart')}
        view={view}
        onView={onView}
        note={
          <Group gap="xs">
            {!isEmpty && (
              <Text size="xs" c="dimmed" title={money.exact(series.totalNanoUsd)}>
                {t('overview.chartTotal', { total: money.short(series.totalNanoUsd) })}
              </Text>
            )}
            <Select
              size="xs"
              w={124}
              aria-label={t('overview.by')}
              allowDeselect={false}
              data={spendDimensions.map(value => ({ value, label: t(`overview.dimensions.${value}`) }))}
              value={by}
              onChange={value => value !== null && onBy(value)}
            />
          </Group>
        }
        chart={
          isEmpty ? (
            <EmptyState
              h={chartHeight}
              icon={<IconChartBar stroke={1.5} />}
              title={t('overview.noSpend')}
              description={t('overview.noSpendHint')}
            />
          ) : (
            <SpendChart spend={spend} series={series} nameOf={nameOf} height={chartHeight} />
          )
        }
        table={<SpendTable spend={spend} labelOf={labelOf} nameOf={nameOf} height={chartHeight} />}
      />
    </Paper>
  )
}
