import { Anchor, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Spend } from '../../../gateway/contract/spend.ts'
import { Money } from '../../components/money.tsx'
import { countedHash } from './requests-link.ts'

interface SpendTableProps {
  readonly spend: Spend
  readonly labelOf: (startMs: number) => string
  readonly nameOf: (id: string | null | 'others') => string
  readonly height: number
}

/** The numbers of the chart, the newest hour or day first. */
export function SpendTable({ spend, labelOf, nameOf, height }: SpendTableProps) {
  const { t } = useTranslation()
  const hasOthers = spend.othersNanoUsd !== '0'
  const endOf = (index: number) => spend.points[index + 1]?.startMs ?? spend.toMs
  const rows = spend.points.map((point, index) => ({ ...point, endMs: endOf(index) })).toReversed()
  return (
    <Table.ScrollContainer
      minWidth={0}
      maxHeight={height + 30}
      scrollAreaProps={{ type: 'auto', viewportProps: { tabIndex: 0 } }}
    >
      <Table stickyHeader verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t(spend.range === '24h' ? 'overview.hour' : 'overview.day')}</Table.Th>
            {spend.groups.map(({ id }) => (
              <Table.Th key={id ?? ''} ta="right">
                {nameOf(id)}
              </Table.Th>
            ))}
            {hasOthers && <Table.Th ta="right">{nameOf('others')}</Table.Th>}
            <Table.Th ta="right">{t('overview.total')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ startMs, endMs, groupNanoUsd, costNanoUsd }) => (
            <Table.Tr key={startMs}>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                <Anchor size="sm" href={countedHash({ from: startMs, to: endMs })}>
                  {labelOf(startMs)}
                </Anchor>
              </Table.Td>
              {groupNanoUsd.map((cost, group) => (
                <Table.Td key={spend.groups[group]?.id ?? ''} ta="right">
                  <Money amount={cost} />
                </Table.Td>
              ))}
              {hasOthers && (
                <Table.Td ta="right">
                  <Money amount={othersOf(costNanoUsd, groupNanoUsd)} />
                </Table.Td>
              )}
              <Table.Td ta="right" fw={600}>
                <Money amount={costNanoUsd} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function othersOf(cost: string, named: readonly string[]): string {
  return String(named.reduce((rest, each) => rest - BigInt(each), BigInt(cost)))
}
