import { BarChart } from '@mantine/charts'
import { SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { money, numbers } from '../../format/formats.ts'
import { seriesColors } from '../../theme/colors.ts'
import classes from './cache-charts.module.css'
import type { CachePoint } from './cache-sums.ts'

export const chartHeight = 236

const look = {
  h: chartHeight,
  dataKey: 'day',
  withLegend: true,
  legendProps: { verticalAlign: 'bottom', height: 36, itemSorter: null },
  classNames: { legend: classes.legend ?? '' },
  strokeDasharray: '0',
  gridColor: 'var(--gatehouse-border)',
  tickLine: 'none',
  maxBarWidth: 12,
  barProps: { isAnimationActive: false },
  xAxisProps: { minTickGap: 34 },
} as const

const axis = { width: 68, tickCount: 4 } as const

/** Hit rates in percent of what was looked up, money and time, in three charts, because they share only the axis of days. */
export function CacheCharts({ points }: { readonly points: readonly CachePoint[] }) {
  const { t } = useTranslation()
  const seconds = (value: number) => numbers.duration(value * 1000)
  return (
    <>
      <BarChart
        {...look}
        data={[...points]}
        type="stacked"
        series={[
          { name: 'exact', label: t('cache.exactHits'), color: seriesColors[0] },
          { name: 'semantic', label: t('cache.semanticHits'), color: seriesColors[1] },
          { name: 'shared', label: t('cache.shared'), color: seriesColors[2] },
          { name: 'wouldBe', label: t('cache.wouldBeHits'), color: 'var(--gatehouse-held)' },
        ]}
        yAxisProps={{ ...axis, tickFormatter: numbers.percent }}
        valueFormatter={numbers.percent}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" mt="md">
        <BarChart
          {...look}
          data={[...points]}
          series={[{ name: 'dollars', label: t('cache.savedMoney'), color: seriesColors[0] }]}
          yAxisProps={{ ...axis, tickFormatter: money.axis }}
          valueFormatter={dollars => money.short(String(Math.round(dollars * 1e9)))}
        />
        <BarChart
          {...look}
          data={[...points]}
          series={[{ name: 'seconds', label: t('cache.savedTime'), color: seriesColors[2] }]}
          yAxisProps={{ ...axis, tickFormatter: seconds }}
          valueFormatter={seconds}
        />
      </SimpleGrid>
    </>
  )
}
