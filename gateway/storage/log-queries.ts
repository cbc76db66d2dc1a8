import type { CacheOutcome, CacheTrace } from '../contract/answer-cache.ts'
import type { CostArithmetic } from '../contract/arithmetic.ts'
import type { Certainty, Outcome, RequestPurpose } from '../contract/chat.ts'
import type { RequestFailure, TouchedBudget } from '../contract/request-why.ts'
import type {
  ReceiptView,
  RequestDetail,
  RequestPage,
  RequestQuery,
  RequestRow,
} from '../contract/requests.ts'
import type { RouteTrace } from '../contract/routes.ts'
import { type KeptArithmetic, withAmounts } from '../pricing/arithmetic.ts'
import type { ReadonlyDb } from './database.ts'
import { openAttemptQuery } from './log-attempts.ts'
import { logSelection } from './request-log.ts'
import { numberOrNull, type StoredRow, textOrNull } from './stored-row.ts'

type Value = string | number | null

export type LogQueries = ReturnType<typeof openLogQueries>

/** Reads the request log. It is used in a worker that has a connection of its own. */
export function openLogQueries(db: ReadonlyDb) {
  const newest = db.prepare<[], number>('SELECT coalesce(max(sequence), 0) FROM requests').pluck()
  const oldest = db.prepare<[], number>('SELECT coalesce(min(sequence), 1) FROM requests').pluck()
  const detail = db
    .prepare<[string], StoredRow>(`SELECT sequence, ${logSelection} FROM requests WHERE request_id = ?`)
    .safeIntegers()
  const attemptsOf = openAttemptQuery(db)

  function select(where: string, order: 'ASC' | 'DESC', values: readonly Value[]): readonly RequestRow[] {
    const sql = `SELECT sequence, ${logSelection} FROM requests WHERE ${where} ORDER BY sequence ${order} LIMIT ? OFFSET ?`
    return db
      .prepare<Value[], StoredRow>(sql)
      .safeIntegers()
      .all(...values)
      .map(toRow)
  }

  return {
    list(query: RequestQuery): RequestPage {
      const newestNow = newest.get() ?? 0
      const { where, values } = filter(query)
      if (query.after !== undefined) {
        const rows = select(`sequence > ?${where}`, 'ASC', [query.after, ...values, query.limit, 0])
        return { rows, total: rows.length, newest: newestNow }
      }
      const anchor = Math.min(query.anchor ?? newestNow, newestNow)
      if (where === '') {
        // Sequence numbers have no gaps, so a page far back in the log is found as fast as the first.
        const rows = select('sequence <= ?', 'DESC', [anchor - query.offset, query.limit, 0])
        return { rows, total: Math.max(0, anchor - (oldest.get() ?? 1) + 1), newest: newestNow }
      }
      const count = db
        .prepare<Value[], number>(`SELECT count(*) FROM requests WHERE sequence <= ?${where}`)
        .pluck()
      const rows = select(`sequence <= ?${where}`, 'DESC', [anchor, ...values, query.limit, query.offset])
      return { rows, total: count.get(anchor, ...values) ?? 0, newest: newestNow }
    },

    find(requestId: string): RequestDetail | undefined {
      const row = detail.get(requestId)
      return row && { ...toDetail(row), attempts: attemptsOf(row) }
    },

    latest: (count: number): readonly RequestRow[] => select('true', 'DESC', [count, 0]),
  }
}

/** Builds the conditions of a query. The SQL is fixed text, and what the person typed is only passed as a parameter. */
function filter({ outcome, clientId, providerId, search }: RequestQuery): {
  where: string
  values: readonly Value[]
} {
  const clauses: string[] = []
  const values: Value[] = []
  const add = (clause: string, ...bound: readonly Value[]) => {
    clauses.push(` AND ${clause}`)
    values.push(...bound)
  }
  if (outcome !== undefined) add('outcome = ?', outcome)
  if (clientId !== undefined) add('client_id = ?', clientId)
  if (providerId !== undefined) add('provider_id = ?', providerId)
  if (search !== undefined && search !== '') {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
    // A row without a model shows its path instead, so the search looks there too.
    add("(coalesce(route, model, path) LIKE ? ESCAPE '\\' OR request_id = ?)", pattern, search)
  }
  return { where: clauses.join(''), values }
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
