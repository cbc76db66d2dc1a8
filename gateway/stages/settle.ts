import { inputTokens, noTokens, type TokenCounts } from '../contract/chat.ts'
import type { Exchange } from '../exchange.ts'
import type { Ledger, Settlement } from '../ledger.ts'
import { costOf } from '../pricing/cost.ts'

/** Settles the exchange's hold. Safe from every exit: only the first call counts. Never throws. */
export function settle(exchange: Exchange, ledger: Ledger): Settlement | undefined {
  if (!exchange.hold) return undefined
  if (!exchange.settlement) {
    exchange.settlement = decide(exchange)
    ledger.settle(exchange.hold, exchange.settlement)
  }
  return exchange.settlement
}

function decide(exchange: Exchange): Settlement {
  const { usage, price, marks, upstreamStatus } = exchange
  const settled = (certainty: Settlement['certainty'], tokens: TokenCounts): Settlement => ({
    certainty,
    tokens,
    // Nothing used costs nothing, whatever the price.
    cost: certainty === 'none' ? costOfNothing : price && costOf(tokens, price),
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
