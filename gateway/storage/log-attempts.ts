// Stores the attempts of a request in the log and reads them back.
import type { AttemptEnd, AttemptView } from '../contract/attempts.ts'
import type { Certainty } from '../contract/chat.ts'
import type { ReadonlyDb } from './database.ts'
import type { AttemptRecord } from './log-record.ts'
import { numberOrNull, type StoredRow, textOrNull } from './stored-row.ts'

export const attemptColumnOf = {
  number: 'number',
  providerId: 'provider_id',
  model: 'model',
  format: 'format',
  state: 'state',
  upstreamStatus: 'upstream_status',
  errorCode: 'error_code',
  certainty: 'certainty',
  inputTokens: 'input_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  outputTokens: 'output_tokens',
  reasoningTokens: 'reasoning_tokens',
  costNanoUsd: 'cost_nano_usd',
  heldNanoUsd: 'held_nano_usd',
  heldMs: 'hold_ms',
  sentMs: 'upstream_sent_ms',
  headersMs: 'upstream_headers_ms',
  firstTokenMs: 'first_token_ms',
  endedMs: 'ended_ms',
} as const satisfies Record<keyof AttemptRecord, string>

export const attemptKeys = Object.keys(attemptColumnOf) as readonly (keyof AttemptRecord)[]

/**
 * The columns that are written for an attempt if it is the only one of its request, as in nearly all requests. The other
 * values are in the request's own row. Writing them again would take as long as writing that row.
 */
export const soleAttemptKeys = [
  'number',
  'providerId',
  'model',
  'format',
  'state',
  'certainty',
  'endedMs',
] as const satisfies readonly (keyof AttemptRecord)[]

/** Reads the attempts of the request with the given row. Empty for rows of older versions, and if nothing was held. */
export function openAttemptQuery(db: ReadonlyDb): (request: StoredRow) => readonly AttemptView[] {
  const selection = attemptKeys.map(key => `${attemptColumnOf[key]} AS ${key}`).join(', ')
  const attempts = db
    .prepare<[number], StoredRow>(`SELECT ${selection} FROM attempts WHERE sequence = ? ORDER BY number`)
    .safeIntegers()
  return request => {
    const rows = attempts.all(Number(request.sequence))
    return rows.length === 1 ? rows.map(row => toView(withRequest(row, request))) : rows.map(toView)
  }
}

/** Takes the values that are not written for an only attempt from the request's row. See `soleAttemptKeys`. */
function withRequest(row: StoredRow, request: StoredRow): StoredRow {
  return {
    ...request,
    sentMs: request.upstreamSentMs ?? null,
    headersMs: request.upstreamHeadersMs ?? null,
    ...Object.fromEntries(soleAttemptKeys.map(key => [key, row[key] ?? null])),
  }
}

function toView(row: StoredRow): AttemptView {
  return {
    number: Number(row.number),
    providerId: String(row.providerId),
    model: String(row.model),
    format: String(row.format),
    state: String(row.state) as AttemptEnd,
    upstreamStatus: numberOrNull(row.upstreamStatus),
    errorCode: textOrNull(row.errorCode),
    certainty: String(row.certainty) as Certainty,
    inputTokens: numberOrNull(row.inputTokens),
    cacheReadTokens: numberOrNull(row.cacheReadTokens),
    cacheWriteTokens: numberOrNull(row.cacheWriteTokens),
    outputTokens: numberOrNull(row.outputTokens),
    reasoningTokens: numberOrNull(row.reasoningTokens),
    costNanoUsd: textOrNull(row.costNanoUsd),
    heldNanoUsd: textOrNull(row.heldNanoUsd),
    timing: {
      heldMs: numberOrNull(row.heldMs),
      sentMs: numberOrNull(row.sentMs),
      headersMs: numberOrNull(row.headersMs),
      firstTokenMs: numberOrNull(row.firstTokenMs),
      endedMs: numberOrNull(row.endedMs),
    },
  }
}
