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
  keyName: 'key_name',
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

/** Reads the attempts of the request with the given row. Empty for rows of older versions, and if nothing was held. */
export function openAttemptQuery(db: ReadonlyDb): (request: StoredRow) => readonly AttemptView[] {
  const selection = attemptKeys.map(key => `${attemptColumnOf[key]} AS ${key}`).join(', ')
  const attempts = db
    .prepare<[number], StoredRow>(`SELECT ${selection} FROM attempts WHERE sequence = ? ORDER BY number`)
    .safeIntegers()
  return request => {
    const rows =
      (request.attemptState ?? null) === null
        ? attempts.all(Number(request.sequence))
        : [onlyAttempt(request)]
    return rows.map(toView)
  }
}

/** An only attempt has no row of its own: see `log0005`. */
function onlyAttempt(request: StoredRow): StoredRow {
  return {
    ...request,
    number: 1n,
    format: request.attemptFormat ?? null,
    state: request.attemptState ?? null,
    keyName: request.attemptKeyName ?? null,
    sentMs: request.upstreamSentMs ?? null,
    headersMs: request.upstreamHeadersMs ?? null,
    endedMs: request.attemptEndedMs ?? null,
  }
}

function toView(row: StoredRow): AttemptView {
  return {
    number: Number(row.number),
    providerId: String(row.providerId),
    model: String(row.model),
    format: String(row.format),
    state: String(row.state) as AttemptEnd,
    keyName: textOrNull(row.keyName),
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
