import { BarChart, LineChart } from '@mantine/charts'
import { SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { money, numbers } from '../../format/formats.ts'
import { seriesColors } from '../../theme/colors.ts'
import classes from './accuracy-charts.module.css'
import type { AccuracyPoint } from './accuracy-points.ts'

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
  xAxisProps: { minTickGap: 34 },
} as const

/**
 * Shows money as bars and the error of the input as a line, in two charts side by side, because they share only the axis of
 * days.
 */
export function AccuracyCharts({ points }: { readonly points: readonly AccuracyPoint[] }) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <BarChart
        {...look}
        data={[...points]}
        series={[
          { name: 'held', label: t('accuracy.held'), color: 'var(--gatehouse-held)' },
          { name: 'settled', label: t('accuracy.settled'), color: seriesColors[0] },
        ]}
        maxBarWidth={10}
        barProps={{ isAnimationActive: false }}
        yAxisProps={{ width: 48, tickCount: 4, tickFormatter: money.axis }}
        valueFormatter={dollars => money.short(String(Math.round(dollars * 1e9)))}
      />
      <LineChart
        {...look}
        data={[...points]}
        series={[{ name: 'inputError', label: t('accuracy.inputError'), color: seriesColors[1] }]}
        curveType="linear"
        connectNulls
        lineProps={{ isAnimationActive: false }}
        yAxisProps={{ width: 48, tickCount: 4, tickFormatter: numbers.percent }}
        valueFormatter={numbers.percent}
      />
    </SimpleGrid>
  )
}
