import { LineChart } from '@mantine/charts'
import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ThresholdReport } from '../../../gateway/contract/answer-cache.ts'
import { ChartOrTable } from '../../components/chart-or-table.tsx'
import { numbers } from '../../format/formats.ts'
import { seriesColors } from '../../theme/colors.ts'
import classes from './cache-charts.module.css'
import { chartHeight } from './cache-charts.tsx'
import { percentOf } from './cache-sums.ts'

interface ThresholdCurveProps {
  readonly report: ThresholdReport
}

/** What each threshold would have done with the hits that were judged, as a chart or as a table. */
export function ThresholdCurve({ report }: ThresholdCurveProps) {
  const { t } = useTranslation()
  return (
    <ChartOrTable
      title={t('cache.curve')}
      chart={<CurveChart report={report} />}
      table={<CurveTable report={report} />}
    />
  )
}

function CurveChart({ report: { curve, inForce, wantedFalseHitRate } }: ThresholdCurveProps) {
  const { t } = useTranslation()
  const points = curve.map(({ threshold, hits, falseHits, falseHitBound }) => ({
    threshold: numbers.decimal(threshold),
    rate: percentOf(falseHits, hits),
    bound: falseHitBound === null ? null : falseHitBound * 100,
  }))
  return (
    <LineChart
      h={chartHeight}
      data={points}
      dataKey="threshold"
      series={[
        { name: 'rate', label: t('cache.curveRate'), color: seriesColors[0] },
        { name: 'bound', label: t('cache.curveBound'), color: seriesColors[1] },
      ]}
      referenceLines={[
        { y: wantedFalseHitRate * 100, label: t('cache.curveWanted'), color: 'red.6' },
        {
          x: numbers.decimal(inForce),
          label: t('cache.curveInForce'),
          labelPosition: 'insideTopRight',
          color: 'gray.6',
        },
      ]}
      curveType="linear"
      connectNulls
      withLegend
      legendProps={{ verticalAlign: 'bottom', height: 36, itemSorter: null }}
      classNames={{ legend: classes.legend ?? '' }}
      strokeDasharray="0"
      gridColor="var(--gatehouse-border)"
      tickLine="none"
      lineProps={{ isAnimationActive: false }}
      xAxisProps={{ minTickGap: 20 }}
      yAxisProps={{ width: 52, tickCount: 4, tickFormatter: numbers.smallPercent }}
      valueFormatter={numbers.smallPercent}
    />
  )
}

function CurveTable({ report: { curve, inForce } }: ThresholdCurveProps) {
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
            <Table.Th>{t('cache.threshold')}</Table.Th>
            <Table.Th ta="right">{t('cache.curveHits')}</Table.Th>
            <Table.Th ta="right">{t('cache.curveFalseHits')}</Table.Th>
            <Table.Th ta="right">{t('cache.curveRate')}</Table.Th>
            <Table.Th ta="right">{t('cache.curveBound')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {curve.toReversed().map(({ threshold, hits, falseHits, falseHitBound }) => (
            <Table.Tr key={threshold} fw={threshold === inForce ? 600 : undefined}>
              <Table.Td>
                {numbers.decimal(threshold)}
                {threshold === inForce && ` (${t('cache.curveInForce')})`}
              </Table.Td>
              <Table.Td ta="right">{numbers.count(hits)}</Table.Td>
              <Table.Td ta="right">{numbers.count(falseHits)}</Table.Td>
              <Table.Td ta="right">
                {hits === 0 ? t('common.none') : numbers.smallPercent((falseHits / hits) * 100)}
              </Table.Td>
              <Table.Td ta="right">
                {falseHitBound === null ? t('common.none') : numbers.smallPercent(falseHitBound * 100)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
