import type { Ask } from '../budgets/budget.ts'
import type { Client } from '../clients.ts'
import { noTokens } from '../contract/chat.ts'
import type { Estimates } from '../estimates.ts'
import type { Exchange } from '../exchange.ts'
import type { HoldRequest, Ledger } from '../ledger.ts'
import { costOf } from '../pricing/cost.ts'
import { describePrice, type Price } from '../pricing/price.ts'
import type { PriceBook } from '../pricing/price-book.ts'
import { sandboxPrice } from '../providers/sandbox.ts'
import { attributionOf } from './attribution.ts'
import type { DecodedRequest } from './decode.ts'
import type { Target } from './route.ts'

export interface ReserveDeps {
  readonly ledger: Ledger
  readonly prices: PriceBook
  readonly estimates: Pick<Estimates, 'outputHold' | 'worstOutput'>
}

/**
 * Holds what the request may cost and returns when that is journalled: only then may anything leave. Rejects with
 * `budget_*`, `price_unknown` or `ledger_unavailable`.
 */
export async function reserve(
  exchange: Exchange,
  client: Client,
  decoded: DecodedRequest,
  target: Target,
  deps: ReserveDeps,
): Promise<void> {
  const { request, price } = await toHoldRequest(exchange, client, decoded, target, deps)
  exchange.price = price
  exchange.hold = await deps.ledger.reserve(request, names => {
    exchange.passedBudgets = names
  })
  exchange.marks.heldMs = exchange.elapsedMs()
}

/** What the request asks of the ledger. */
export async function toHoldRequest(
  exchange: Exchange,
  client: Client,
  { facts, inputTokens }: DecodedRequest,
  target: Target,
  { prices, estimates }: ReserveDeps,
): Promise<{ readonly request: HoldRequest; readonly price: Price | undefined }> {
  const price = await priceOf(target, prices)
  const attribution = attributionOf(exchange.request.headers, client, target)
  const question = { ...attribution, ...facts, model: attribution.model }
  const request: HoldRequest = {
    ...attribution,
    requestId: exchange.requestId,
    format: exchange.protocol.format,
    tools: facts.tools,
    reasoning: facts.reasoning,
    priceSource: price && describePrice(price),
    usual: askFor(inputTokens, estimates.outputHold(question), price),
    worst: () => askFor(inputTokens, estimates.worstOutput(question), price),
  }
  return { request, price }
}

/** So many tokens, and what they cost. */
export function askFor(inputTokens: number, outputTokens: number, price: Price | undefined): Ask {
  const tokens = { ...noTokens, input: inputTokens, output: outputTokens }
  return { inputTokens, outputTokens, amount: price && costOf(tokens, price) }
}

async function priceOf({ provider, model, priced }: Target, prices: PriceBook): Promise<Price | undefined> {
  if (!provider) return sandboxPrice
  return prices.find(provider, model, { listed: priced })
}
