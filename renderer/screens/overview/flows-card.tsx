import { EmptyState, Paper, SegmentedControl, Skeleton, Table, Text } from '@mantine/core'
import { IconRoute } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FlowPath, Flows } from '../../../gateway/contract/flows.ts'
import type { SpendRange } from '../../../gateway/contract/spend.ts'
import { useFlows } from '../../api/queries.ts'
import { ChartOrTable } from '../../components/chart-or-table.tsx'
import { LoadFailed } from '../../components/load-failed.tsx'
import { Money } from '../../components/money.tsx'
import { money, numbers } from '../../format/formats.ts'
import { FlowChart } from './flow-chart.tsx'
import { type Measure, measures, type View } from './overview-address.ts'

const tableHeight = 286

interface FlowsCardProps {
  readonly zone: string
  readonly range: SpendRange
  readonly measure: Measure
  readonly onMeasure: (measure: Measure) => void
  readonly view: View
  readonly onView: (view: View) => void
}

/** How requests went, from the client through the route to the provider and the outcome. */
export function FlowsCard({ zone, range, measure, onMeasure, view, onView }: FlowsCardProps) {
  const { t } = useTranslation()
  const flows = useFlows(zone, range)
  return (
    <Paper p="md" component="section" aria-label={t('flows.title')}>
      {flows.isError && <LoadFailed error={flows.error} onRetry={() => void flows.refetch()} />}
      {flows.isPending && <Skeleton h={tableHeight} radius="md" />}
      {flows.data && (
        <ChartOrTable
          title={t('flows.title')}
          note={
            <SegmentedControl
              size="xs"
              aria-label={t('flows.measure')}
              value={measure}
              onChange={onMeasure}
              data={measures.map(value => ({ value, label: t(`flows.measures.${value}`) }))}
            />
          }
          view={view}
          onView={onView}
          chart={<Picture flows={flows.data} measure={measure} />}
          table={<FlowTable paths={flows.data.paths} />}
        />
      )}
      {flows.data && <LeftOut flows={flows.data} />}
    </Paper>
  )
}

/** Bands are drawn with the precision of a screen. Exact amounts are in the table. */
const approximateNanoUsd = ({ costNanoUsd }: FlowPath): number => Number(costNanoUsd)
const requestsOf = ({ requests }: FlowPath): number => requests

function Picture({
  flows: { paths, sinceMs },
  measure,
}: {
  readonly flows: Flows
  readonly measure: Measure
}) {
  const { t } = useTranslation()
  const weigh = measure === 'cost' ? approximateNanoUsd : requestsOf
  if (!paths.some(path => weigh(path) > 0)) {
    return (
      <EmptyState
        h={tableHeight}
        icon={<IconRoute stroke={1.5} />}
        title={t(`flows.nothing.${measure}`)}
        description={t('flows.nothingHint')}
      />
    )
  }
  const format = (value: number) =>
    measure === 'cost' ? money.short(String(Math.round(value))) : numbers.count(value)
  return <FlowChart paths={paths} weigh={weigh} format={format} sinceMs={sinceMs} />
}

function FlowTable({ paths }: Pick<Flows, 'paths'>) {
  const { t } = useTranslation()
  return (
    <Table.ScrollContainer
      minWidth={0}
      maxHeight={tableHeight}
      scrollAreaProps={{ type: 'auto', viewportProps: { tabIndex: 0 } }}
    >
      <Table stickyHeader verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('flows.columns.client')}</Table.Th>
            <Table.Th>{t('flows.columns.route')}</Table.Th>
            <Table.Th>{t('flows.columns.provider')}</Table.Th>
            <Table.Th>{t('flows.columns.outcome')}</Table.Th>
            <Table.Th ta="right">{t('flows.measures.requests')}</Table.Th>
            <Table.Th ta="right">{t('flows.measures.cost')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {paths.map(({ clientId, client, route, providerId, outcome, requests, costNanoUsd }) => (
            <Table.Tr key={JSON.stringify([clientId, route, providerId, outcome])}>
              <Table.Td>{client ?? t('flows.none.client')}</Table.Td>
              <Table.Td>{route ?? t('flows.none.route')}</Table.Td>
              <Table.Td>{providerId ?? t('flows.none.provider')}</Table.Td>
              <Table.Td>{t(`outcome.${outcome}`)}</Table.Td>
              <Table.Td ta="right">{numbers.count(requests)}</Table.Td>
              <Table.Td ta="right">
                <Money amount={costNanoUsd} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** Says what is not in the picture, if there is anything. */
function LeftOut({ flows: { others, isPartial } }: { readonly flows: Flows }) {
  const { t } = useTranslation()
  const texts = [
    ...(others.requests > 0
      ? [t('flows.more', { count: others.requests, formatted: numbers.count(others.requests) })]
      : []),
    ...(isPartial ? [t('flows.partial')] : []),
  ]
  if (texts.length === 0) return null
  return (
    <Text size="xs" c="dimmed" mt="xs">
      {texts.join(' ')}
    </Text>
  )
}
