import type { Client } from '../clients.ts'
import { noTokens } from '../contract/chat.ts'
import type { Exchange } from '../exchange.ts'
import type { Ledger } from '../ledger.ts'
import { costOf } from '../pricing/cost.ts'
import type { Price, PriceBook } from '../pricing/price-book.ts'
import { sandboxPrice } from '../providers/sandbox.ts'
import type { DecodedRequest } from './decode.ts'
import type { Target } from './route.ts'

/** Held for each answer where the caller names no bound: a prior, longer than nine in ten chat answers. */
export const unboundedOutputTokens = 4096

/**
 * Holds what the request may cost and returns when that is journalled: only then may anything leave. Rejects with
 * `budget_exceeded`, `price_unknown` or `ledger_unavailable`.
 */
export async function reserve(
  exchange: Exchange,
  client: Client,
  { facts, inputTokens }: DecodedRequest,
  target: Target,
  { ledger, prices }: { readonly ledger: Ledger; readonly prices: PriceBook },
): Promise<void> {
  const price = await priceOf(target, prices)
  const outputTokens = facts.maxOutputTokens ?? unboundedOutputTokens * facts.choices
  exchange.price = price
  exchange.hold = await ledger.reserve({
    requestId: exchange.requestId,
    clientId: client.id,
    providerId: target.providerId,
    model: target.model,
    format: exchange.protocol.format,
    sandbox: target.provider === undefined,
    inputTokens,
    outputTokens,
    amount: price && costOf({ ...noTokens, input: inputTokens, output: outputTokens }, price),
    priceSource: price?.source,
  })
  exchange.marks.heldMs = exchange.elapsedMs()
}

async function priceOf({ provider, model, priced }: Target, prices: PriceBook): Promise<Price | undefined> {
  if (!provider) return sandboxPrice
  if (!priced) return undefined
  return prices.find(provider.adapter.pricedAs(provider.record.baseUrl), model)
}
