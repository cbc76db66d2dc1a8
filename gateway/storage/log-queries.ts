import type { CacheOutcome, CacheTrace } from '../contract/answer-cache.ts'
import type { CostArithmetic } from '../contract/arithmetic.ts'
import type { Certainty, Outcome, RequestPurpose } from '../contract/chat.ts'
import type { RequestFilter, RequestQuery, RequestSums } from '../contract/request-list.ts'
import type { RequestFailure, TouchedBudget } from '../contract/request-why.ts'
import type { ReceiptView, RequestDetail, RequestPage, RequestRow } from '../contract/requests.ts'
import type { RouteTrace } from '../contract/routes.ts'
import { type KeptArithmetic, withAmounts } from '../pricing/arithmetic.ts'
import type { ReadonlyDb } from './database.ts'
import { openAttemptQuery } from './log-attempts.ts'
import { filterOf, type LogValue } from './log-filter.ts'
import { type ListedRequests, openLogPages } from './log-pages.ts'
import { openLogSums } from './log-sums.ts'
import { logSelection } from './request-log.ts'
import { numberOrNull, type StoredRow, textOrNull } from './stored-row.ts'

export type LogQueries = ReturnType<typeof openLogQueries>

/** Reads the request log. It is used in a worker that has a connection of its own. */
export function openLogQueries(db: ReadonlyDb) {
  const newest = db.prepare<[], number>('SELECT coalesce(max(sequence), 0) FROM requests').pluck()
  const oldest = db.prepare<[], number>('SELECT coalesce(min(sequence), 1) FROM requests').pluck()
  const sums = openLogSums(db)

  const { pageOf, placeIn } = openLogPages(db)
  const rowsOf = db
    .prepare<[string], StoredRow>(
      `SELECT sequence, ${logSelection} FROM requests WHERE sequence IN (SELECT value FROM json_each(?))`,
    )
    .safeIntegers()

  function inOrder(sequences: readonly number[]): readonly RequestRow[] {
    const rows = new Map(
      rowsOf.all(JSON.stringify(sequences)).map(row => [Number(row.sequence), toRow(row)] as const),
    )
    return sequences.flatMap(sequence => rows.get(sequence) ?? [])
  }

  /** Rows in the order in which they ended, after one of them. */
  function following(query: RequestQuery, after: number, upTo: number): readonly RequestRow[] {
    const { where, values } = filterOf(query)
    return db
      .prepare<LogValue[], StoredRow>(
        `SELECT sequence, ${logSelection} FROM requests WHERE sequence > ? AND sequence <= ?${where}
         ORDER BY sequence LIMIT ?`,
      )
      .safeIntegers()
      .all(after, upTo, ...values, query.limit)
      .map(toRow)
  }

  return {
    newest: (): number => newest.get() ?? 0,

    list(query: RequestQuery): RequestPage {
      const newestNow = newest.get() ?? 0
      const anchor = Math.min(query.anchor ?? newestNow, newestNow)
      if (query.after !== undefined) {
        const rows = following(query, query.after, anchor)
        return { rows, total: rows.length, newest: newestNow }
      }
      // Sequence numbers have no gaps, so all rows need not be counted.
      const total =
        filterOf(query).where === ''
          ? Math.max(0, anchor - (oldest.get() ?? 1) + 1)
          : sums.count(query, anchor, query.anchor === undefined ? 'newest' : 'pinned')
      return { rows: inOrder(pageOf(query, anchor)), total, newest: newestNow }
    },

    sum(filter: RequestFilter & { readonly anchor?: number }): RequestSums {
      const newestNow = newest.get() ?? 0
      const anchor = Math.min(filter.anchor ?? newestNow, newestNow)
      return sums.sum(filter, anchor, filter.anchor === undefined ? 'newest' : 'pinned')
    },

    names: sums.names,

    find: openFind(db),

    /** How many rows of a list are before a request. Undefined if it is not in the list. */
    placeOf(requestId: string, list: ListedRequests): number | undefined {
      const newestNow = newest.get() ?? 0
      return placeIn(list, Math.min(list.anchor ?? newestNow, newestNow), requestId)
    },

    /** In the order of the times that are shown. */
    latest: (limit: number): readonly RequestRow[] =>
      inOrder(pageOf({ offset: 0, limit }, newest.get() ?? 0)),
  }
}

function openFind(db: ReadonlyDb) {
  const detail = db
    .prepare<[string], StoredRow>(`SELECT sequence, ${logSelection} FROM requests WHERE request_id = ?`)
    .safeIntegers()
  const attemptsOf = openAttemptQuery(db)
  return (requestId: string): RequestDetail | undefined => {
    const row = detail.get(requestId)
    return row && { ...toDetail(row), attempts: attemptsOf(row) }
  }
}

function toRow(row: StoredRow): RequestRow {
  return {
    sequence: Number(row.sequence),
    requestId: String(row.requestId),
    startedAtMs: Number(row.startedAtMs),
    clientId: textOrNull(row.clientId),
    clientName: textOrNull(row.clientName),
    personId: textOrNull(row.personId),
    teamId: textOrNull(row.teamId),
    project: textOrNull(row.project),
    format: String(row.format),
    purpose: String(row.purpose) as RequestPurpose,
    method: textOrNull(row.method),
    path: String(row.path),
    providerId: textOrNull(row.providerId),
    model: textOrNull(row.model),
    streaming: row.streaming === 1n,
    outcome: String(row.outcome) as Outcome,
    status: Number(row.status),
    errorCode: textOrNull(row.errorCode),
    refusedBy:
      row.refusedBy === null ? none : titlesOf(String(row.refusedBy), toBudgets(textOrNull(row.budgets))),
    certainty: String(row.certainty) as Certainty,
    inputTokens: numberOrNull(row.inputTokens),
    outputTokens: numberOrNull(row.outputTokens),
    costNanoUsd: textOrNull(row.costNanoUsd),
    timeToFirstTokenMs: numberOrNull(row.firstTokenMs),
    durationMs: Number(row.durationMs),
    sandbox: row.sandbox === 1n,
    cacheOutcome: textOrNull(row.cacheOutcome) as CacheOutcome | null,
  }
}

const none: readonly string[] = []

/** `refusedBy` has their ids, each between spaces. */
function titlesOf(refusedBy: string, budgets: readonly TouchedBudget[]): readonly string[] {
  return budgets.filter(({ id }) => refusedBy.includes(` ${id} `)).map(({ name }) => name)
}

function toDetail(row: StoredRow): Omit<RequestDetail, 'attempts'> {
  const base = toRow(row)
  return {
    ...base,
    route: textOrNull(row.route),
    upstreamStatus: numberOrNull(row.upstreamStatus),
    upstreamRequestId: textOrNull(row.upstreamRequestId),
    userAgent: textOrNull(row.userAgent),
    requestBytes: Number(row.requestBytes),
    responseBytes: Number(row.responseBytes),
    estimatedInputTokens: numberOrNull(row.estimatedInputTokens),
    heldOutputTokens: numberOrNull(row.heldOutputTokens),
    heldNanoUsd: textOrNull(row.heldNanoUsd),
    cacheReadTokens: numberOrNull(row.cacheReadTokens),
    cacheWriteTokens: numberOrNull(row.cacheWriteTokens),
    reasoningTokens: numberOrNull(row.reasoningTokens),
    priceSource: textOrNull(row.priceSource),
    arithmetic: toArithmetic(textOrNull(row.arithmetic)),
    doubt: textOrNull(row.doubt),
    receipt: toReceipt(textOrNull(row.receipt)),
    trace: toTrace(textOrNull(row.trace)),
    failure: toFailure(textOrNull(row.failure)),
    budgets: toBudgets(textOrNull(row.budgets)),
    cache: toCacheTrace(textOrNull(row.cache)),
    timing: {
      countedMs: numberOrNull(row.countedMs),
      heldMs: numberOrNull(row.heldMs),
      upstreamSentMs: numberOrNull(row.upstreamSentMs),
      upstreamHeadersMs: numberOrNull(row.upstreamHeadersMs),
      firstTokenMs: numberOrNull(row.firstTokenMs),
      endedMs: base.durationMs,
      perOutputTokenMs: perOutputToken(base),
    },
  }
}

function toTrace(kept: string | null): RouteTrace | null {
  return kept === null ? null : (JSON.parse(kept) as RouteTrace)
}

function toFailure(kept: string | null): RequestFailure | null {
  return kept === null ? null : (JSON.parse(kept) as RequestFailure)
}

function toBudgets(kept: string | null): readonly TouchedBudget[] {
  return kept === null ? [] : (JSON.parse(kept) as readonly TouchedBudget[])
}

function toCacheTrace(kept: string | null): CacheTrace | null {
  return kept === null ? null : (JSON.parse(kept) as CacheTrace)
}

function toReceipt(kept: string | null): ReceiptView | null {
  return kept === null ? null : (JSON.parse(kept) as ReceiptView)
}

function toArithmetic(kept: string | null): CostArithmetic | null {
  return kept === null ? null : withAmounts(JSON.parse(kept) as KeptArithmetic)
}

function perOutputToken({ timeToFirstTokenMs, durationMs, outputTokens }: RequestRow): number | null {
  if (timeToFirstTokenMs === null || outputTokens === null || outputTokens < 2) return null
  return (durationMs - timeToFirstTokenMs) / (outputTokens - 1)
}
