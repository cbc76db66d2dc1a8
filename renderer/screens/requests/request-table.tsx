import { Button, Paper, Table } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type MouseEvent,
  type KeyboardEvent as ReactKeyboardEvent,
  type RefObject,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestSort } from '../../../gateway/contract/request-list.ts'
import { useRequestNames } from '../../api/request-queries.ts'
import type { HistoryStep } from '../../components/use-route.ts'
import { numbers } from '../../format/formats.ts'
import { columnsThatFit, longestOf } from './columns-that-fit.ts'
import type { RequestOrder } from './request-filters.ts'
import { RequestHeader } from './request-header.tsx'
import { lineOf, RequestLine } from './request-line.tsx'
import classes from './request-table.module.css'
import { rowForKey } from './row-keys.ts'
import { shownDay } from './shown-day.ts'
import { useKeysWhileOpen, useOpenRow } from './use-open-row.ts'
import { type PageSpan, pageOf, type RequestLog } from './use-request-log.ts'

/** In pixels; must equal `--gatehouse-row-height`. */
const rowHeight = 36
const overscanRows = 10

interface RequestTableProps {
  readonly ref: RefObject<HTMLTableElement | null>
  readonly log: RequestLog
  readonly order: RequestOrder
  readonly openId: string | null
  readonly onPages: (pages: (current: PageSpan) => PageSpan) => void
  readonly onSort: (sort: RequestSort) => void
  readonly onOpenRequest: (requestId: string, step?: HistoryStep) => void
  readonly onClose: () => void
}

/**
 * The log, however long it is. Only the visible rows are in the page. While it is scrolled away from its top, no new rows
 * are added.
 */
export function RequestTable({ ref, log, order, openId, onPages, onSort, ...open }: RequestTableProps) {
  const { t } = useTranslation()
  const lineId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const { ref: sized, width } = useElementSize()
  const columns = useMemo(() => columnsThatFit(width), [width])
  const [active, setActive] = useState<number | null>(null)
  const longestModel = longestOf(useRequestNames().data?.models ?? [])
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

  const show = (requestId: string): void =>
    open.onOpenRequest(requestId, openId === null ? 'push' : 'replace')
  const moveTo = (index: number): void => {
    log.standStill()
    setActive(index)
    virtualizer.scrollToIndex(index)
    const row = log.rowAt(index)
    if (openId !== null && row) show(row.requestId)
  }
  const toNewest = (): void => {
    setActive(null)
    log.follow()
    virtualizer.scrollToOffset(0)
  }
  const pageStep = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
  const onKeyDown = (event: ReactKeyboardEvent): void => {
    if (event.target !== event.currentTarget) return // a button in the head
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const row = active === null ? undefined : log.rowAt(active)
    const target = rowForKey(event.key, { active, count, pageStep })
    if (target !== null) moveTo(target)
    else if (event.key === 'Enter' && row) show(row.requestId)
    else if (event.key === 'Escape' && openId !== null) open.onClose()
    else if (event.key === 'Escape' && active !== null) toNewest()
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent): void => {
    const line = lineOf(event)
    if (line === null) return
    log.standStill()
    setActive(line.index)
    show(line.requestId)
  }
  useOpenRow({
    openId,
    active,
    log,
    onFound: index => {
      log.standStill()
      setActive(index)
      virtualizer.scrollToIndex(index)
    },
  })
  useKeysWhileOpen({ openId, place: { active, count, pageStep }, moveTo, onClose: open.onClose })

  const isByTime = order.sort === 'time'
  const nowMs = Date.now()
  const dayAt = (index: number): string | null => {
    const row = log.rowAt(index)
    if (row === undefined) return null
    const { startedAtMs } = row
    return shownDay({ startedAtMs, aboveMs: log.rowAt(index - 1)?.startedAtMs, nowMs, isByTime })
  }
  const top = log.rowAt(virtualizer.range?.startIndex ?? 0)
  const topDay =
    top && isByTime ? shownDay({ startedAtMs: top.startedAtMs, aboveMs: undefined, nowMs, isByTime }) : null
  const sortName = t(`requests.columns.${order.sort ?? 'time'}`)
  const isNewestFirst = isByTime && order.ascending !== true

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
      <div ref={useMergedRef(scroller, sized)} className={classes.scroller}>
        <Table
          ref={ref}
          role="grid"
          layout="fixed"
          className={classes.table}
          tabIndex={0}
          aria-label={isNewestFirst ? t('requests.table') : t('requestList.table', { column: sortName })}
          aria-rowcount={count + 1}
          aria-activedescendant={
            lines.some(({ index }) => index === active) ? `${lineId}-${active}` : undefined
          }
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          <RequestHeader
            columns={columns}
            width={width}
            longestModel={longestModel}
            day={topDay}
            order={order}
            onSort={onSort}
          />
          <Table.Tbody>
            <Spacer height={before} columns={columns.length} />
            {lines.map(({ index }) => (
              <RequestLine
                key={index}
                columns={columns}
                day={dayAt(index)}
                row={log.rowAt(index)}
                place={{ id: `${lineId}-${index}`, index, isActive: index === active }}
              />
            ))}
            <Spacer height={after} columns={columns.length} />
          </Table.Tbody>
        </Table>
      </div>
    </Paper>
  )
}

/** Takes the place of the rows that are not visible. */
function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden className={classes.spacer} style={{ height }}>
      <td colSpan={columns} />
    </tr>
  )
}

function spanOf(current: PageSpan, first: number, last: number): PageSpan {
  return current.first === first && current.last === last ? current : { first, last }
}
