import { inputTokens, noTokens, outputTokens, type TokenCounts } from '../contract/chat.ts'
import type { Estimates, Lesson } from '../estimates.ts'
import type { Exchange } from '../exchange.ts'
import type { Ledger, Settlement } from '../ledger.ts'
import { costOf } from '../pricing/cost.ts'
import type { HoldRecord } from '../storage/ledger-records.ts'

export interface SettleDeps {
  readonly ledger: Pick<Ledger, 'settle'>
  readonly estimates: Pick<Estimates, 'learn'>
}

/**
 * Settles the exchange's hold, and learns from what it was. Safe from every exit: only the first call counts. Never
 * throws.
 */
export function settle(exchange: Exchange, { ledger, estimates }: SettleDeps): Settlement | undefined {
  if (!exchange.hold) return undefined
  if (!exchange.settlement) {
    const settlement = decide(exchange)
    ledger.settle(exchange.hold, settlement)
    exchange.settlement = settlement // and not before: what throws is settled again
    const lesson = lessonOf(exchange, exchange.hold, settlement)
    if (lesson) estimates.learn(lesson)
  }
  return exchange.settlement
}

/** Undefined: the answer was cut, refused or not reported, or is the sandbox's own, and says nothing about the next. */
function lessonOf(
  { aborted, counted, error, facts, outcome, upstreamStatus = 0 }: Exchange,
  hold: HoldRecord,
  { certainty, tokens }: Settlement,
): Lesson | undefined {
  const failed = aborted || error || outcome !== undefined || upstreamStatus >= 300
  if (certainty !== 'exact' || failed || hold.sandbox || !facts || !counted) return undefined
  const { choices, maxOutputTokens } = facts
  return {
    ...hold,
    choices,
    maxOutputTokens,
    outputTokens: outputTokens(tokens),
    input: {
      countedTokens: counted.text + counted.fixed,
      textTokens: counted.text,
      reportedTokens: inputTokens(tokens),
    },
  }
}

function decide(exchange: Exchange): Settlement {
  const { usage, price, marks, upstreamStatus } = exchange
  const settled = (certainty: Settlement['certainty'], tokens: TokenCounts): Settlement => ({
    certainty,
    tokens,
    serviceTier: usage?.serviceTier,
    // Nothing used costs nothing, whatever the price.
    cost: certainty === 'none' ? costOfNothing : price && costOf(tokens, price, usage?.serviceTier),
  })
  if (usage?.tokens && usage.complete) return settled('exact', usage.tokens)
  const refused = upstreamStatus !== undefined && upstreamStatus >= 300 && usage?.tokens === undefined
  if (marks.sentMs === undefined || refused) return settled('none', noTokens)
  return settled('estimated', atLeast(usage?.tokens, exchange))
}

const costOfNothing = 0n as NonNullable<Settlement['cost']>

/** max(reported so far, counted): a provider that reports half an answer has not answered for half the price. */
function atLeast(
  reported: TokenCounts = noTokens,
  { inputTokens: counted = 0, tally }: Exchange,
): TokenCounts {
  const reportedInput = inputTokens(reported)
  return {
    ...reported,
    input: reportedInput > 0 ? reported.input : counted,
    output: Math.max(reported.output, tally?.tokens() ?? 0),
  }
}
