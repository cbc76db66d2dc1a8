import { useDebouncedValue } from '@mantine/hooks'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RequestFilter, RequestSums } from '../../../gateway/contract/request-list.ts'
import type { RequestPage, RequestRow } from '../../../gateway/contract/requests.ts'
import { useAdmin } from '../../api/admin-context.ts'
import { livePollMs, queryKeys } from '../../api/queries.ts'
import type { RequestOrder } from './request-filters.ts'

/** The conditions and the order of the list. */
export type ListQuery = RequestFilter & RequestOrder

export const pageRows = 200
const pageKeptMs = 60_000
/** Fast scrolling passes hundreds of pages. Only pages that stay visible for this long are fetched. */
const restMs = 60

/** Browsers cannot draw elements higher than about 16 million pixels. This many rows are well below that. */
export const maxListedRows = 400_000

/** The first and the last page number. It is only replaced by a new object when it changes. */
export interface PageSpan {
  readonly first: number
  readonly last: number
}

export interface RequestLog {
  readonly query: ListQuery
  /** The newest sequence number in the list. Undefined before the first answer. */
  readonly anchor: number | undefined
  /** How many rows are in the list. Undefined before the first answer. */
  readonly listed: number | undefined
  /** How many rows match the filters, whether they are in the list or not. */
  readonly total: number | undefined
  /** What the rows that match add up to. Undefined until they were added up. */
  readonly sums: RequestSums | undefined
  readonly rowAt: (index: number) => RequestRow | undefined
  /** True while new rows appear at the top by themselves. */
  readonly isFollowing: boolean
  /** How many rows arrived since the list was stopped. */
  readonly unseen: number
  readonly error: Error | null
  readonly retry: () => void
  readonly follow: () => void
  readonly standStill: () => void
}

export function pageOf(rowIndex: number): number {
  return Math.floor(rowIndex / pageRows)
}

/**
 * The request log as a list in which any row can be asked for. While it follows the log, the newest page is fetched again
 * and again. While it is stopped, it stays at the newest sequence number it saw, so that rows keep their places while new
 * ones arrive. `filters` must be the same object as long as the filters are the same.
 */
export function useRequestLog(filters: ListQuery, visible: PageSpan): RequestLog {
  const admin = useAdmin()
  const [pin, setPin] = useState<{ readonly filters: ListQuery; readonly head: RequestPage } | null>(null)
  // Other filters make another list, which starts at its top and follows the log.
  const pinned = pin?.filters === filters ? pin.head : null
  const newest = useQuery({
    queryKey: [...queryKeys.requests, 'newest', filters],
    queryFn: () => admin.listRequests({ ...filters, offset: 0, limit: pageRows }),
    refetchInterval: livePollMs,
  })
  const head = pinned ?? newest.data
  const pages = usePages(filters, head, visible)
  const sums = useSums(filters, head?.newest, pinned !== null)

  return {
    query: filters,
    anchor: head?.newest,
    listed: head && Math.min(head.total, maxListedRows),
    total: head?.total,
    sums,
    rowAt: index => (pageOf(index) === 0 ? head?.rows : pages.rows.get(pageOf(index)))?.[index % pageRows],
    isFollowing: pinned === null,
    unseen: pinned && newest.data ? Math.max(0, newest.data.total - pinned.total) : 0,
    error: head === undefined ? newest.error : pages.error,
    retry: () => {
      if (newest.isError) void newest.refetch()
      pages.retry()
    },
    follow: () => setPin(null),
    standStill: () => {
      if (pinned === null && newest.data) setPin({ filters, head: newest.data })
    },
  }
}

interface Pages {
  readonly rows: ReadonlyMap<number, readonly RequestRow[]>
  readonly error: Error | null
  readonly retry: () => void
}

/** The pages after the first one, which `head` contains. They stay at the sequence number of `head`. */
function usePages(filters: ListQuery, head: RequestPage | undefined, visible: PageSpan): Pages {
  const admin = useAdmin()
  const [{ first, last }] = useDebouncedValue(visible, restMs, { leading: true })
  const numbers = Array.from({ length: last + 1 }, (_, page) => page).slice(Math.max(1, first))
  const anchor = head?.newest ?? 0
  return useQueries({
    queries: numbers.map(page => ({
      queryKey: [...queryKeys.requests, 'page', filters, anchor, page],
      queryFn: () => admin.listRequests({ ...filters, offset: page * pageRows, limit: pageRows, anchor }),
      enabled: anchor > 0,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: pageKeptMs,
    })),
    combine: results => ({
      rows: new Map(numbers.flatMap((page, at) => [[page, results[at]?.data?.rows ?? []] as const])),
      error: results.find(({ error }) => error !== null)?.error ?? null,
      retry: () => {
        for (const result of results) if (result.isError) void result.refetch()
      },
    }),
  })
}

/** Added up only when there are other rows. The sums before stay until the next ones are there. */
function useSums(filters: ListQuery, newest: number | undefined, isPinned: boolean): RequestSums | undefined {
  const admin = useAdmin()
  const { sort: _, ascending: __, ...filter } = filters
  const sums = useQuery({
    queryKey: [...queryKeys.requests, 'sums', filter, newest, isPinned],
    queryFn: () =>
      admin.sumRequests(isPinned && newest !== undefined ? { ...filter, anchor: newest } : filter),
    enabled: newest !== undefined,
    placeholderData: (before, query) =>
      JSON.stringify(query?.queryKey[2]) === JSON.stringify(filter) ? before : undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: pageKeptMs,
  })
  return sums.data
}
