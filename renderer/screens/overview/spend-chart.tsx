import { BarChart } from '@mantine/charts'
import { EmptyState, Paper, Table, Text } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DaySpend } from '../../../gateway/contract/requests.ts'
import { ChartOrTable } from '../../components/chart-or-table.tsx'
import { Money } from '../../components/money.tsx'
import { money, times } from '../../format/formats.ts'
import { seriesColors } from '../../theme/colors.ts'
import classes from './spend-chart.module.css'
import { type SpendSeries, spendSeries } from './spend-series.ts'

const chartHeight = 256

export function SpendChart({ days }: { readonly days: readonly DaySpend[] }) {
  const { t } = useTranslation()
  const series = spendSeries(days, times.day)
  const isEmpty = series.totalNanoUsd === '0'
  return (
    <Paper p="md" h="100%">
      <ChartOrTable
        title={t('overview.chart')}
        note={!isEmpty && <Total totalNanoUsd={series.totalNanoUsd} />}
        chart={isEmpty ? <NoSpend /> : <StackedBars series={series} />}
        table={<SpendTable days={days} providers={series.providers} />}
      />
    </Paper>
  )
}

function Total({ totalNanoUsd }: Pick<SpendSeries, 'totalNanoUsd'>) {
  const { t } = useTranslation()
  return (
    <Text size="xs" c="dimmed" title={money.exact(totalNanoUsd)}>
      {t('overview.chartTotal', { total: money.short(totalNanoUsd) })}
    </Text>
  )
}

function NoSpend() {
  const { t } = useTranslation()
  return (
    <EmptyState
      h={chartHeight}
      icon={<IconChartBar stroke={1.5} />}
      title={t('overview.noSpend')}
      description={t('overview.noSpendHint')}
    />
  )
}

function StackedBars({ series: { providers, points } }: { readonly series: SpendSeries }) {
  return (
    <BarChart
      h={chartHeight}
      data={[...points]}
      dataKey="day"
      type="stacked"
      series={providers.map((name, index) => ({
        name,
        color: seriesColors[index % seriesColors.length] ?? seriesColors[0],
      }))}
      withLegend
      legendProps={{ verticalAlign: 'bottom', height: 36, itemSorter: null }}
      strokeDasharray="0"
      gridColor="var(--gatehouse-border)"
      tickLine="none"
      maxBarWidth={18}
      barProps={{ isAnimationActive: false }}
      xAxisProps={{ minTickGap: 34 }}
      yAxisProps={{ width: 'auto', tickCount: 4, tickFormatter: money.axis }}
      valueFormatter={dollars => money.short(String(Math.round(dollars * 1e9)))}
      classNames={{ legend: classes.legend }}
    />
  )
}

interface SpendTableProps {
  readonly days: readonly DaySpend[]
  readonly providers: readonly string[]
}

function SpendTable({ days, providers }: SpendTableProps) {
  const { t } = useTranslation()
  return (
    <Table.ScrollContainer
      minWidth={0}
      maxHeight={chartHeight}
      scrollAreaProps={{ type: 'auto', viewportProps: { tabIndex: 0 } }}
    >
      <Table stickyHeader verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('overview.day')}</Table.Th>
            {providers.map(id => (
              <Table.Th key={id} ta="right">
                {id}
              </Table.Th>
            ))}
            <Table.Th ta="right">{t('overview.total')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.toReversed().map(day => (
            <Table.Tr key={day.day}>
              <Table.Td>{times.day(day.day)}</Table.Td>
              {providers.map(id => (
                <Table.Td key={id} ta="right">
                  <Money amount={day.providers.find(provider => provider.id === id)?.costNanoUsd ?? '0'} />
                </Table.Td>
              ))}
              <Table.Td ta="right" fw={600}>
                <Money amount={day.costNanoUsd} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
