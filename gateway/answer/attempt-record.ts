// What the log keeps of one attempt, and the cost and certainty of all attempts of a request together.
import type { AttemptEnd } from '../contract/attempts.ts'
import { type Certainty, inputTokens, outputTokens } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import type { Settlement } from '../ledger/ledger.ts'
import type { HoldRecord } from '../storage/ledger-records.ts'
import type { AttemptRecord } from '../storage/log-record.ts'

export interface EndedAttempt {
  readonly hold: HoldRecord
  /** Undefined if the attempt could not be settled. The next start of the program then settles it. */
  readonly settlement: Settlement | undefined
  readonly state: AttemptEnd
  readonly keyName?: string | undefined
  readonly upstreamStatus: number | undefined
  readonly errorCode: string | undefined
  /** Milliseconds from the request's arrival. */
  readonly times: AttemptTimes
}

export interface AttemptTimes {
  readonly heldMs?: number | undefined
  readonly sentMs?: number | undefined
  readonly headersMs?: number | undefined
  readonly firstTokenMs?: number | undefined
  readonly endedMs?: number | undefined
}

export function toAttemptRecord(attempt: EndedAttempt): AttemptRecord {
  const { hold, settlement, state, keyName, upstreamStatus, errorCode, times } = attempt
  const tokens = settlement?.certainty === 'none' ? undefined : settlement?.tokens
  return {
    number: hold.attempt,
    providerId: hold.providerId,
    model: hold.model,
    format: hold.format,
    state,
    keyName,
    upstreamStatus,
    errorCode,
    certainty: settlement?.certainty ?? 'none',
    inputTokens: tokens && inputTokens(tokens),
    cacheReadTokens: tokens?.cacheRead,
    cacheWriteTokens: tokens && tokens.cacheWrite + tokens.cacheWriteOneHour,
    outputTokens: tokens && outputTokens(tokens),
    reasoningTokens: tokens?.reasoning,
    costNanoUsd: settlement?.cost,
    heldNanoUsd: hold.amount,
    heldMs: times.heldMs,
    sentMs: times.sentMs,
    headersMs: times.headersMs,
    firstTokenMs: times.firstTokenMs,
    endedMs: times.endedMs,
  }
}

/** The cost of a request: the sum over its attempts. Undefined if the cost of one attempt is unknown. */
export function costOfAttempts(
  settlements: readonly (Pick<Settlement, 'cost'> | undefined)[],
): NanoUsd | undefined {
  let total = 0n
  for (const settlement of settlements) {
    if (settlement?.cost === undefined) return undefined
    total += settlement.cost
  }
  return total as NanoUsd
}

/** The least certain of the attempts decides. Attempts that used nothing are left out. */
export function certaintyOfAttempts(
  settlements: readonly (Pick<Settlement, 'certainty'> | undefined)[],
): Certainty {
  let certainty: Certainty = 'none'
  for (const settlement of settlements) {
    if (settlement?.certainty === 'estimated') return 'estimated'
    if (settlement?.certainty === 'exact') certainty = 'exact'
  }
  return certainty
}
