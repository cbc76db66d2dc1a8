import { Table } from '@mantine/core'
import type { RequestRow } from '../../../gateway/contract/requests.ts'
import { RequestHeader } from './request-header.tsx'
import { lineOf, RequestLine } from './request-line.tsx'
import classes from './request-table.module.css'

interface RequestListProps {
  readonly rows: readonly RequestRow[]
  readonly hrefOf: (requestId: string) => string
  readonly onOpen: (requestId: string) => void
}

/** A short list in which all requests are drawn. Each line is a link. */
export function RequestList({ rows, hrefOf, onOpen }: RequestListProps) {
  return (
    <div className={classes.sideways}>
      <Table
        layout="fixed"
        className={classes.table}
        onClick={event => {
          const line = lineOf(event)
          if (line) onOpen(line.requestId)
        }}
      >
        <RequestHeader />
        <Table.Tbody>
          {rows.map(row => (
            <RequestLine key={row.sequence} row={row} href={hrefOf(row.requestId)} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
