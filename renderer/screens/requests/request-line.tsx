import { Anchor } from '@mantine/core'
import { type MouseEvent, memo } from 'react'
import type { RequestRow } from '../../../gateway/contract/requests.ts'
import type { ColumnName } from './columns-that-fit.ts'
import { requestColumns } from './request-columns.tsx'
import classes from './request-table.module.css'

interface RequestLineProps {
  readonly columns: readonly ColumnName[]
  /** The day to show above its time. Null for none. */
  readonly day: string | null
  /** Undefined while the row is being loaded. */
  readonly row: RequestRow | undefined
  /** Set in the short list, where each line is a link. In the log the whole grid has the focus instead. */
  readonly href?: string
  /** Set in the log, where each line has a position. */
  readonly place?: LinePlace
}

export interface LinePlace {
  readonly id: string
  readonly index: number
  readonly isActive: boolean
}

/** One request in a table. The table itself handles clicks: see `lineOf`. */
export const RequestLine = memo(
  function RequestLine({ columns, day, row, href, place }: RequestLineProps) {
    // Plain cells, because the log draws hundreds of them per frame, and the library's cells would take twice as long.
    return (
      <tr
        className={classes.line}
        data-request-id={row?.requestId}
        data-index={place?.index}
        data-active={place?.isActive || undefined}
        data-new-day={day !== null || undefined}
        {...(place === undefined
          ? {}
          : // The header counts as the first row.
            { id: place.id, 'aria-rowindex': place.index + 2, 'aria-selected': place.isActive })}
      >
        {columns.map(name => {
          const { align, draw } = requestColumns[name]
          return (
            <td key={name} className={classes.cell} data-align={align}>
              {row === undefined && <span className={classes.pending} />}
              {row !== undefined &&
                (name === 'time' && href !== undefined ? link(href, draw(row, day)) : draw(row, day))}
            </td>
          )
        })}
      </tr>
    )
  },
  (before, after) =>
    before.row === after.row &&
    before.columns === after.columns &&
    before.day === after.day &&
    before.href === after.href &&
    before.place?.index === after.place?.index &&
    before.place?.isActive === after.place?.isActive,
)

function link(href: string, content: React.ReactNode) {
  return (
    <Anchor href={href} inherit c="inherit" underline="never">
      {content}
    </Anchor>
  )
}

/** Finds the line that was clicked in a table of requests. */
export function lineOf(event: MouseEvent): { readonly requestId: string; readonly index: number } | null {
  const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-request-id]') : null
  const requestId = line?.dataset.requestId
  return requestId === undefined ? null : { requestId, index: Number(line?.dataset.index ?? 0) }
}
