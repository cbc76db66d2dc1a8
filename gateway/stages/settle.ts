import { inputTokens, noTokens, outputTokens, type TokenCounts } from '../contract/chat.ts'
import type { Estimates, Lesson } from '../estimates.ts'
import type { Exchange } from '../exchange.ts'
import type { Ledger, Settlement } from '../ledger.ts'
import { noUses, standardTerms } from '../pricing/bill.ts'
import { costOf, mostOf } from '../pricing/cost.ts'
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
    exchange.settlement = decide(exchange)
    ledger.settle(exchange.hold, exchange.settlement)
    const lesson = lessonOf(exchange, exchange.hold, exchange.settlement)
    if (lesson) estimates.learn(lesson)
  }
  return exchange.settlement
}

/**
 * Undefined: the answer was cut, refused or not reported, or is the sandbox's own, and says nothing about the next; nor
 * does one whose input was more than what was asked, by what tools found or by several runs of the model.
 */
function lessonOf(
  { aborted, counted, error, facts, outcome, upstreamStatus = 0 }: Exchange,
  hold: HoldRecord,
  { certainty, tokens, steps, uses }: Settlement,
): Lesson | undefined {
  const failed = aborted || error || outcome !== undefined || upstreamStatus >= 300
  if (certainty !== 'exact' || failed || hold.sandbox || !facts || !counted) return undefined
  if (steps || uses !== noUses) return undefined
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
  const settled = (certainty: Settlement['certainty'], tokens: TokenCounts): Settlement => {
    const { terms = standardTerms, uses = noUses, doubt } = usage ?? {}
    // Of an answer that broke off, runs and the provider's own bill are only those so far.
    const { steps, billed } = usage?.complete ? usage : nothingSaid
    const bill = { tokens, terms, uses, steps, billed }
    // Nothing used costs nothing, whatever the price.
    if (certainty === 'none') return { ...bill, certainty, doubt, cost: costOfNothing }
    const cost = billed ?? (price && costOf(bill, price))
    const atMost = cost === undefined && price ? mostOf(bill, price) : undefined
    return { ...bill, certainty, doubt, cost, atMost }
  }
  if (usage?.tokens && usage.complete) return settled(usage.doubt ? 'estimated' : 'exact', usage.tokens)
  const refused = upstreamStatus !== undefined && upstreamStatus >= 300 && usage?.tokens === undefined
  if (marks.sentMs === undefined || refused) return settled('none', noTokens)
  return settled('estimated', atLeast(usage?.tokens, exchange))
}

const nothingSaid = { steps: undefined, billed: undefined }

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
