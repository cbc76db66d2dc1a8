// The attempts of a request, as columns of the log.
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
 * What is written of a request's only attempt, as of nearly all: the rest is in the request's own row, and writing it twice
 * would cost as much as that row does.
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

/** Of the request with this row; none of rows of older versions, and where nothing was held. */
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

/** See `soleAttemptKeys`. */
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
