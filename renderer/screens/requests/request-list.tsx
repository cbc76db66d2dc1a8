import { Table } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useMemo } from 'react'
import type { RequestRow } from '../../../gateway/contract/requests.ts'
import { columnsThatFit, longestOf } from './columns-that-fit.ts'
import { RequestHeader } from './request-header.tsx'
import { lineOf, RequestLine } from './request-line.tsx'
import classes from './request-table.module.css'
import { shownDay } from './shown-day.ts'

interface RequestListProps {
  readonly rows: readonly RequestRow[]
  readonly hrefOf: (requestId: string) => string
  readonly onOpen: (requestId: string) => void
}

/** A short list in which all requests are drawn. Each line is a link. */
export function RequestList({ rows, hrefOf, onOpen }: RequestListProps) {
  const { ref, width } = useElementSize()
  const columns = useMemo(() => columnsThatFit(width), [width])
  const nowMs = Date.now()
  return (
    <div ref={ref}>
      <Table
        layout="fixed"
        className={classes.table}
        onClick={event => {
          const line = lineOf(event)
          if (line) onOpen(line.requestId)
        }}
      >
        <RequestHeader columns={columns} width={width} longestModel={longestOf(rows.map(row => row.model))} />
        <Table.Tbody>
          {rows.map((row, index) => (
            <RequestLine
              key={row.sequence}
              columns={columns}
              day={shownDay({
                startedAtMs: row.startedAtMs,
                aboveMs: rows[index - 1]?.startedAtMs,
                nowMs,
                isByTime: true,
              })}
              row={row}
              href={hrefOf(row.requestId)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
