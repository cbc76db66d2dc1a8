import { BarChart, LineChart } from '@mantine/charts'
import { Box, SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'
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
  // The label of the last day is wider than its place.
  xAxisProps: { minTickGap: 34, padding: { right: 14 } },
} as const

/** In pixels. A few cheap requests cost so little that the digits of the axis need more than the usual width. */
function moneyAxisWidth(points: readonly AccuracyPoint[]): number {
  const most = Math.max(0, ...points.map(({ held, settled }) => Math.max(held, settled)))
  return Math.max(48, 20 + 7 * money.axis(most / 3).length)
}

/**
 * Shows money as bars and the error of the input as a line, in two charts side by side, because they share only the axis of
 * days.
 */
export function AccuracyCharts({ points }: { readonly points: readonly AccuracyPoint[] }) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Titled title={t('accuracy.charts.money')}>
        <BarChart
          {...look}
          data={[...points]}
          series={[
            { name: 'held', label: t('accuracy.held'), color: 'var(--gatehouse-held)' },
            { name: 'settled', label: t('accuracy.settled'), color: seriesColors[0] },
          ]}
          maxBarWidth={10}
          barProps={{ isAnimationActive: false }}
          yAxisProps={{ width: moneyAxisWidth(points), tickCount: 4, tickFormatter: money.axis }}
          valueFormatter={dollars => money.short(String(Math.round(dollars * 1e9)))}
        />
      </Titled>
      <Titled title={t('accuracy.charts.input')}>
        <LineChart
          {...look}
          data={[...points]}
          series={[{ name: 'inputError', label: t('accuracy.inputError'), color: seriesColors[1] }]}
          curveType="linear"
          connectNulls
          lineProps={{ isAnimationActive: false }}
          yAxisProps={{ width: 60, tickCount: 4, tickFormatter: numbers.percent }}
          valueFormatter={numbers.percent}
        />
      </Titled>
    </SimpleGrid>
  )
}

function Titled({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Box component="figure" m={0} miw={0}>
      <Text component="figcaption" size="xs" c="dimmed" mb={6}>
        {title}
      </Text>
      {children}
    </Box>
  )
}
