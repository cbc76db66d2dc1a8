import { Button, Paper, Table } from '@mantine/core'
import { IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { numbers } from '../../format/formats.ts'
import { requestColumns } from './request-columns.tsx'
import { RequestHeader } from './request-header.tsx'
import { lineOf, RequestLine } from './request-line.tsx'
import classes from './request-table.module.css'
import { type PageSpan, pageOf, type RequestLog } from './use-request-log.ts'

/** In pixels; must equal `--gatehouse-row-height`. */
const rowHeight = 36
const overscanRows = 10

interface RequestTableProps {
  readonly log: RequestLog
  readonly onPages: (pages: (current: PageSpan) => PageSpan) => void
  readonly onOpenRequest: (requestId: string) => void
}

/**
 * The log, however long it is. Only the visible rows are in the page. While it is scrolled away from its top, no new rows
 * are added.
 */
export function RequestTable({ log, onPages, onOpenRequest }: RequestTableProps) {
  const { t } = useTranslation()
  const lineId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<number | null>(null)
  const count = log.listed ?? 0

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: overscanRows,
    scrollMargin: rowHeight,
    scrollPaddingStart: rowHeight,
    onChange: ({ range, scrollOffset }) => {
      if (range) onPages(current => spanOf(current, pageOf(range.startIndex), pageOf(range.endIndex)))
      if ((scrollOffset ?? 0) > rowHeight) log.standStill()
      else if (active === null) log.follow()
    },
  })
  const lines = virtualizer.getVirtualItems()
  const before = (lines[0]?.start ?? rowHeight) - rowHeight
  const after = virtualizer.getTotalSize() - ((lines.at(-1)?.end ?? rowHeight) - rowHeight)

  const moveTo = (index: number): void => {
    log.standStill()
    setActive(index)
    virtualizer.scrollToIndex(index)
  }
  const toNewest = (): void => {
    setActive(null)
    log.follow()
    virtualizer.scrollToOffset(0)
  }
  const pageStep = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = active === null ? undefined : log.rowAt(active)
    const target = moved(event.key, active, pageStep, count)
    if (target !== null) moveTo(target)
    else if (event.key === 'Enter' && row) onOpenRequest(row.requestId)
    else if (event.key === 'Escape' && active !== null) toNewest()
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent): void => {
    const line = lineOf(event)
    if (line === null) return
    log.standStill()
    setActive(line.index)
    onOpenRequest(line.requestId)
  }

  return (
    <Paper className={classes.frame} data-fills>
      {log.unseen > 0 && (
        <Button
          className={classes.pill}
          size="xs"
          radius="xl"
          leftSection={<IconArrowUp size={14} />}
          onClick={toNewest}
        >
          {t('requests.unseen', { count: log.unseen, formatted: numbers.count(log.unseen) })}
        </Button>
      )}
      <div ref={scroller} className={classes.scroller}>
        <Table
          role="grid"
          layout="fixed"
          className={classes.table}
          tabIndex={0}
          aria-label={t('requests.table')}
          aria-rowcount={count + 1}
          aria-activedescendant={active === null ? undefined : `${lineId}-${active}`}
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          <RequestHeader />
          <Table.Tbody>
            <Spacer height={before} />
            {lines.map(({ index }) => (
              <RequestLine
                key={index}
                row={log.rowAt(index)}
                place={{ id: `${lineId}-${index}`, index, isActive: index === active }}
              />
            ))}
            <Spacer height={after} />
          </Table.Tbody>
        </Table>
      </div>
    </Paper>
  )
}

/** Takes the place of the rows that are not visible. */
function Spacer({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden className={classes.spacer} style={{ height }}>
      <td colSpan={requestColumns.length} />
    </tr>
  )
}

function spanOf(current: PageSpan, first: number, last: number): PageSpan {
  return current.first === first && current.last === last ? current : { first, last }
}

/** The row that a key makes active. Null if the key does not move to another row. */
function moved(key: string, active: number | null, pageStep: number, count: number): number | null {
  const from = active ?? -1
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + pageStep,
    PageUp: from - pageStep,
    Home: 0,
    End: count - 1,
  }
  const target = targets[key]
  return target === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, target))
}
