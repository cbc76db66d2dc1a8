import { Paper, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DayAccuracy } from '../../../gateway/contract/accuracy.ts'
import { ChartOrTable } from '../../components/chart-or-table.tsx'
import { Money } from '../../components/money.tsx'
import { numbers, times } from '../../format/formats.ts'
import { AccuracyCharts, chartHeight } from './accuracy-charts.tsx'
import { accuracyPoints } from './accuracy-points.ts'

export function DaysCard({ days }: { readonly days: readonly DayAccuracy[] }) {
  const { t } = useTranslation()
  return (
    <Paper p="md">
      <ChartOrTable
        title={t('accuracy.days')}
        chart={<AccuracyCharts points={accuracyPoints(days, times.day)} />}
        table={<DayTable days={days} />}
      />
    </Paper>
  )
}

function DayTable({ days }: { readonly days: readonly DayAccuracy[] }) {
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
            <Table.Th>{t('accuracy.day')}</Table.Th>
            <Table.Th ta="right">{t('accuracy.requests')}</Table.Th>
            <Table.Th ta="right">{t('accuracy.held')}</Table.Th>
            <Table.Th ta="right">{t('accuracy.settled')}</Table.Th>
            <Table.Th ta="right">{t('accuracy.inputError')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.toReversed().map(({ day, requests, heldNanoUsd, settledNanoUsd, inputErrorPercent }) => (
            <Table.Tr key={day}>
              <Table.Td>{times.day(day)}</Table.Td>
              <Table.Td ta="right">{numbers.count(requests)}</Table.Td>
              <Table.Td ta="right">
                <Money amount={heldNanoUsd} />
              </Table.Td>
              <Table.Td ta="right">
                <Money amount={settledNanoUsd} />
              </Table.Td>
              <Table.Td ta="right">
                {inputErrorPercent === null ? t('common.none') : numbers.percent(inputErrorPercent)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
