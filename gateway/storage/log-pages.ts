import type { RequestQuery } from '../contract/request-list.ts'
import type { ReadonlyDb } from './database.ts'
import { filterOf, type LogValue, orderOf } from './log-filter.ts'

/** A page that ends here is read directly. One that lies further back is read from the kept order. */
const directRows = 1000
/** As many as a list in the window shows. */
const maxKeys = 400_000
/** Two, because the window asks for pages of the list that it shows while it changes to the next one. */
const keptOrders = 2

/** A list of requests without a page of it. */
export type ListedRequests = Omit<RequestQuery, 'offset' | 'limit' | 'after'>

/**
 * Finds which rows a page has. The order of a long list is read once, as a list of sequence numbers, and kept until others
 * are asked for: so the page at any place is found at once, and pages fit together while rows are added.
 */
export function openLogPages(db: ReadonlyDb) {
  const kept = new Map<string, Float64Array>()

  function select(query: ListedRequests, anchor: number, limit: number, offset: number): readonly number[] {
    const { where, values } = filterOf(query)
    // The plus keeps SQLite from going through all rows in the order of their numbers only to sort them then.
    const sql = `
      SELECT sequence FROM requests WHERE +sequence <= ?${where}
      ORDER BY ${orderOf(query.sort, query.ascending)} LIMIT ? OFFSET ?`
    return db
      .prepare<LogValue[], number>(sql)
      .pluck()
      .all(anchor, ...values, limit, offset)
  }

  function orderFor(query: ListedRequests, anchor: number): Float64Array {
    const key = JSON.stringify([filterOf(query), query.sort, query.ascending === true, anchor])
    const order = kept.get(key) ?? Float64Array.from(select(query, anchor, maxKeys, 0))
    kept.delete(key)
    kept.set(key, order)
    const [longestUnused] = kept.keys()
    if (kept.size > keptOrders && longestUnused !== undefined) kept.delete(longestUnused)
    return order
  }

  /** Undefined if the request is not in the list, so that no long list is read for nothing. */
  function sequenceOf(requestId: string, query: ListedRequests, anchor: number): number | undefined {
    const { where, values } = filterOf(query)
    return db
      .prepare<LogValue[], number>(
        `SELECT sequence FROM requests WHERE request_id = ? AND sequence <= ?${where}`,
      )
      .pluck()
      .get(requestId, anchor, ...values)
  }

  return {
    /** The sequence numbers of a page's rows, in the order of the list. */
    pageOf(query: RequestQuery, anchor: number): readonly number[] {
      const { offset, limit } = query
      if (offset + limit <= directRows) return select(query, anchor, limit, offset)
      return [...orderFor(query, anchor).subarray(offset, offset + limit)]
    },

    /** How many rows of the list are before this one. Undefined if it is not among them. */
    placeIn(query: ListedRequests, anchor: number, requestId: string): number | undefined {
      const sequence = sequenceOf(requestId, query, anchor)
      if (sequence === undefined) return undefined
      const place = orderFor(query, anchor).indexOf(sequence)
      return place < 0 ? undefined : place
    },
  }
}
