import type { WritableDb } from './database.ts'
import { attemptColumnOf, attemptKeys } from './log-attempts.ts'
import type { AttemptRecord, LogRecord } from './log-record.ts'
import { isRefusedRow } from './sqlite-failure.ts'

export type LogValue = string | number | bigint | null
/**
 * A record's values in the order of `columnOf`, and then the values of each attempt in the order of `attemptColumnOf`. This
 * form is cheap to copy to the writer's worker.
 */
export type LogRow = readonly LogValue[]

type RequestKey = Exclude<keyof LogRecord, 'attempts'>

const columnOf = {
  requestId: 'request_id',
  startedAtMs: 'started_at_ms',
  clientId: 'client_id',
  clientName: 'client_name',
  format: 'format',
  purpose: 'purpose',
  method: 'method',
  path: 'path',
  providerId: 'provider_id',
  model: 'model',
  route: 'route',
  streaming: 'streaming',
  sandbox: 'sandbox',
  outcome: 'outcome',
  status: 'status',
  errorCode: 'error_code',
  certainty: 'certainty',
  inputTokens: 'input_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  outputTokens: 'output_tokens',
  reasoningTokens: 'reasoning_tokens',
  costNanoUsd: 'cost_nano_usd',
  priceSource: 'price_source',
  arithmetic: 'arithmetic',
  doubt: 'doubt',
  receipt: 'receipt',
  trace: 'trace',
  cache: 'cache',
  cacheOutcome: 'cache_outcome',
  cacheWouldBe: 'cache_would_be',
  savedNanoUsd: 'saved_nano_usd',
  savedMs: 'saved_ms',
  estimatedInputTokens: 'estimated_input_tokens',
  heldOutputTokens: 'held_output_tokens',
  heldNanoUsd: 'held_nano_usd',
  upstreamStatus: 'upstream_status',
  upstreamRequestId: 'upstream_request_id',
  userAgent: 'user_agent',
  requestBytes: 'request_bytes',
  responseBytes: 'response_bytes',
  countedMs: 'counted_ms',
  heldMs: 'hold_ms',
  upstreamSentMs: 'upstream_sent_ms',
  upstreamHeadersMs: 'upstream_headers_ms',
  firstTokenMs: 'first_token_ms',
  durationMs: 'duration_ms',
  attemptFormat: 'attempt_format',
  attemptState: 'attempt_state',
  attemptKeyName: 'attempt_key_name',
  attemptEndedMs: 'attempt_ended_ms',
  personId: 'person_id',
  teamId: 'team_id',
  project: 'project',
  failure: 'failure',
  budgets: 'budgets',
  refusedBy: 'refused_by',
} as const satisfies Record<RequestKey, string>

const keys = Object.keys(columnOf) as readonly RequestKey[]

/** `column AS name` for each field, so that a row that is read has the names of the record's fields. */
export const logSelection = keys.map(key => `${columnOf[key]} AS ${key}`).join(', ')

export function toLogRow(record: LogRecord): LogRow {
  const row = keys.map(key => toValue(record[key]))
  for (const attempt of record.attempts) for (const key of attemptKeys) row.push(toValue(attempt[key]))
  return row
}

function toValue(value: LogRecord[RequestKey] | AttemptRecord[keyof AttemptRecord]): LogValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value) return null // SQLite has only 64 bits
  return value ?? null
}

export type RequestLogWriter = ReturnType<typeof openRequestLogWriter>

export function openRequestLogWriter(db: WritableDb) {
  // OR IGNORE, because a batch is sent again after its worker died and may have been written before.
  const insert = db.prepare(
    `INSERT OR IGNORE INTO requests (${Object.values(columnOf).join(', ')}) VALUES (${keys.map(() => '?').join(', ')})`,
  )
  const insertAttempt = db.prepare(
    `INSERT INTO attempts (sequence, ${Object.values(attemptColumnOf).join(', ')})
     VALUES (?, ${attemptKeys.map(() => '?').join(', ')})`,
  )
  // ON DELETE CASCADE deletes their attempts too.
  const forget = db.prepare<[number]>(
    'DELETE FROM requests WHERE sequence <= (SELECT max(sequence) FROM requests) - ?',
  )
  function write(row: LogRow): void {
    const { changes, lastInsertRowid } = insert.run(
      row.length === keys.length ? row : row.slice(0, keys.length),
    )
    if (changes === 0) return // the row is there already, with its attempts
    for (let from = keys.length; from < row.length; from += attemptKeys.length)
      insertAttempt.run(lastInsertRowid, ...row.slice(from, from + attemptKeys.length))
  }
  const insertAll = db.transaction((rows: readonly LogRow[]) => {
    for (const row of rows) write(row)
  })
  function isTaken(row: LogRow): boolean {
    try {
      insertAll([row])
      return true
    } catch (error) {
      if (!isRefusedRow(error)) throw error
      return false
    }
  }

  return {
    /**
     * Gives the number of rows that SQLite refused. They are left out, and all others are written. Throws if the disk fails.
     */
    insert(rows: readonly LogRow[]): number {
      try {
        insertAll(rows)
        return 0
      } catch (error) {
        if (!isRefusedRow(error)) throw error
      }
      return rows.filter(row => !isTaken(row)).length
    },
    /** Deletes the oldest rows, so that sequence numbers have no gaps. */
    keepNewest: (maxRows: number): void => void forget.run(maxRows),
  }
}
