import { Table, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { RequestSort } from '../../../gateway/contract/request-list.ts'
import { type ColumnName, widthsOf } from './columns-that-fit.ts'
import { requestColumns } from './request-columns.tsx'
import type { RequestOrder } from './request-filters.ts'
import classes from './request-table.module.css'

const hinted = ['inputTokens', 'outputTokens', 'firstToken', 'duration'] as const

interface RequestHeaderProps {
  readonly columns: readonly ColumnName[]
  /** Of the whole list, in pixels. */
  readonly width: number
  /** How many letters the longest name of a model has. */
  readonly longestModel: number
  /** The day of the rows at the top, where that is not today. It stands above the times. */
  readonly day?: string | null
  /** Set where the list can be sorted. */
  readonly order?: RequestOrder
  readonly onSort?: (sort: RequestSort) => void
}

/** The widths and names of the columns. The log and the short list on the overview share them. */
export function RequestHeader({
  columns,
  width: listWidth,
  longestModel,
  day = null,
  order,
  onSort,
}: RequestHeaderProps) {
  const { t } = useTranslation()
  const widths = widthsOf(columns, listWidth, longestModel)
  const hint = (name: ColumnName): string | undefined => {
    const key = hinted.find(column => column === name)
    return key && t(`requests.columnHints.${key}`)
  }
  return (
    <>
      <colgroup>
        {columns.map(name => {
          const width = widths.get(name)
          return <col key={name} {...(width === undefined ? {} : { style: { width } })} />
        })}
      </colgroup>
      <Table.Thead className={classes.head}>
        <Table.Tr>
          {columns.map(name => {
            const { align, sort } = requestColumns[name]
            const label = t(`requests.columns.${name}`)
            const isSorted = sort !== undefined && order?.sort === sort
            return (
              <Table.Th
                key={name}
                ta={align}
                title={hint(name)}
                className={classes.headCell}
                aria-sort={isSorted ? (order.ascending ? 'ascending' : 'descending') : undefined}
              >
                {sort === undefined || onSort === undefined ? (
                  label
                ) : (
                  <UnstyledButton
                    className={classes.sort}
                    data-align={align}
                    data-sorted={isSorted || undefined}
                    title={hint(name) ?? t('requestList.sortBy', { column: label })}
                    onClick={() => onSort(sort)}
                  >
                    {name === 'time' && day !== null ? (
                      <>
                        <VisuallyHidden>{label}</VisuallyHidden> {day}
                      </>
                    ) : (
                      label
                    )}
                    {isSorted && <Arrow isUp={order.ascending === true} />}
                  </UnstyledButton>
                )}
              </Table.Th>
            )
          })}
        </Table.Tr>
      </Table.Thead>
    </>
  )
}

function Arrow({ isUp }: { readonly isUp: boolean }) {
  const Icon = isUp ? IconArrowUp : IconArrowDown
  return <Icon size={12} aria-hidden />
}
