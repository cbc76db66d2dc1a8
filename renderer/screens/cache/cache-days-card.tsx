import { EmptyState, Paper, Table } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CacheDay, CacheMode } from '../../../gateway/contract/answer-cache.ts'
import { ChartOrTable } from '../../components/chart-or-table.tsx'
import { Money } from '../../components/money.tsx'
import { numbers, times } from '../../format/formats.ts'
import { CacheCharts, chartHeight } from './cache-charts.tsx'
import { cachePoints, cacheSums } from './cache-sums.ts'

interface CacheDaysCardProps {
  readonly days: readonly CacheDay[]
  readonly mode: CacheMode
}

export function CacheDaysCard({ days, mode }: CacheDaysCardProps) {
  const { t } = useTranslation()
  const isEmpty = cacheSums(days).lookups === 0
  return (
    <Paper p="md">
      <ChartOrTable
        title={t('cache.days')}
        chart={
          isEmpty ? (
            <EmptyState
              py="lg"
              icon={<IconChartBar stroke={1.5} />}
              title={t('cache.noDays')}
              description={t(`cache.noDaysHint.${mode === 'off' ? 'off' : 'on'}`)}
            />
          ) : (
            <CacheCharts points={cachePoints(days, times.day)} />
          )
        }
        table={<DayTable days={days} />}
      />
    </Paper>
  )
}

const countColumns = ['lookups', 'exactHits', 'semanticHits', 'shared', 'wouldBeHits'] as const

function DayTable({ days }: { readonly days: readonly CacheDay[] }) {
  const { t } = useTranslation()
  return (
    <Table.ScrollContainer
      minWidth={620}
      maxHeight={chartHeight}
      scrollAreaProps={{ type: 'auto', viewportProps: { tabIndex: 0 } }}
    >
      <Table stickyHeader verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('cache.day')}</Table.Th>
            {countColumns.map(column => (
              <Table.Th key={column} ta="right">
                {t(`cache.${column}`)}
              </Table.Th>
            ))}
            <Table.Th ta="right">{t('cache.savedMoney')}</Table.Th>
            <Table.Th ta="right">{t('cache.savedTime')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.toReversed().map(day => (
            <Table.Tr key={day.day}>
              <Table.Td>{times.day(day.day)}</Table.Td>
              {countColumns.map(column => (
                <Table.Td key={column} ta="right">
                  {numbers.count(day[column])}
                </Table.Td>
              ))}
              <Table.Td ta="right">
                <Money amount={day.savedNanoUsd} />
              </Table.Td>
              <Table.Td ta="right">{numbers.duration(day.savedMs)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
