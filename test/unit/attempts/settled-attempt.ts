// What is settled of an attempt of which so much is known.
import { expect } from 'vitest'
import { closeAttempt, type SettleDeps } from '../../../gateway/attempts/close-attempt.ts'
import type { ReportedUsage } from '../../../gateway/chat/reported-usage.ts'
import type { RequestFacts } from '../../../gateway/chat/request-facts.ts'
import type { AttemptEnd } from '../../../gateway/contract/attempts.ts'
import { noTokens, type TokenCounts } from '../../../gateway/contract/chat.ts'
import { nanoUsd } from '../../../gateway/contract/units.ts'
import type { GatewayError } from '../../../gateway/errors.ts'
import type { Lesson } from '../../../gateway/ledger/estimates.ts'
import type { Settlement } from '../../../gateway/ledger/ledger.ts'
import { halfPrice, type Price, wholePrice } from '../../../gateway/pricing/price.ts'
import { usualCase } from '../../../gateway/pricing/usual-case.ts'
import type { HoldRecord } from '../../../gateway/storage/ledger-records.ts'
import type { RequestCount } from '../../../gateway/tokens/request-layout.ts'
import { newAttempt, newHold } from '../../support/attempt-rig.ts'

const rate = (dollars: string) => ({ base: nanoUsd(dollars), tiers: [] })
/** A whole number of nano-dollars per token in each class, so that a sum tells them apart. */
export const price: Price = {
  source: 'test',
  dateIso: undefined,
  input: rate('0.01'),
  cacheRead: rate('0.001'),
  cacheWrite: rate('0.02'),
  cacheWriteOneHour: rate('0.03'),
  audioInput: rate('0.2'),
  output: rate('0.1'),
  audioOutput: rate('0.3'),
  reasoning: rate('0.1'),
  fees: {},
  multiplierOf: ({ serviceTier }) => {
    if (serviceTier === 'priority') return undefined
    return serviceTier === 'flex' ? halfPrice : wholePrice
  },
}
export const tokens = (counts: Partial<TokenCounts>): TokenCounts => ({
  ...noTokens,
  ...counts,
})

export interface Known {
  /** Of HTTP; undefined: it was sent and not answered. */
  readonly status?: number | 'unsent'
  readonly usage?: ReportedUsage
  readonly price?: Price | undefined
  /** Tokens of the text that was shown. */
  readonly said?: number
  readonly firstTokenMs?: number
  readonly hold?: Partial<HoldRecord>
  readonly facts?: Partial<RequestFacts>
  readonly counted?: Partial<RequestCount>
  /** What it was cancelled for. */
  readonly reason?: GatewayError
  readonly how?: AttemptEnd
}

/** Sent 1 ms after arrival, and closed 1,000 ms after that. */
function attemptWith({
  status,
  usage,
  said = 40,
  firstTokenMs,
  hold,
  facts,
  counted,
  reason,
  ...known
}: Known) {
  let nowMs = 0
  const clock = { now: Date.now, monotonicMs: () => nowMs }
  const attempt = newAttempt({ clock, ...(facts && { facts }), ...(counted && { counted }) })
  attempt.price = 'price' in known ? known.price : price
  attempt.usual = usualCase({
    price: attempt.price,
    triggers: attempt.counted.triggers,
    asked: attempt.facts.terms,
    audioTokens: 0,
  })
  attempt.hold = newHold(hold)
  attempt.reserved()
  nowMs = 1
  if (status !== 'unsent') attempt.sent()
  if (typeof status === 'number') attempt.answering(status)
  attempt.tally.add(' word'.repeat(said))
  if (firstTokenMs !== undefined) attempt.firstTokenMs = firstTokenMs
  if (usage) attempt.usage = usage
  if (reason) attempt.scope.cancel(reason)
  nowMs = 1001
  return attempt
}

export function settled(known: Known, lessons: Lesson[] = []) {
  const settlements: Settlement[] = []
  const deps: SettleDeps = {
    ledger: { settle: (_, settlement) => void settlements.push(settlement) },
    estimates: {
      learn: lesson => void lessons.push(lesson),
      tokensWithin: (_, model, durationMs) => durationMs / (model === 'fast' ? 1 : 100),
      thinks: (_, model) => model === 'thinker',
    },
  }
  const attempt = attemptWith(known)
  const first = closeAttempt(attempt, known.how ?? 'complete', deps)
  expect(closeAttempt(attempt, 'broken', deps)).toBe(first)
  expect(attempt.state).toMatchObject({ type: 'ended', how: known.how ?? 'complete' })
  expect(settlements).toEqual([first])
  return first
}
