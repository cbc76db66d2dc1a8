import type { Exchange } from '../exchange.ts'
import type { Client } from '../identity/clients.ts'
import type { DecodedRequest } from '../ingress/decode.ts'
import type { Estimates } from '../ledger/estimates.ts'
import type { HoldRequest, Ledger } from '../ledger/ledger.ts'
import { describePrice, type Price } from '../pricing/price.ts'
import type { PriceBook } from '../pricing/price-book.ts'
import { type UsualCase, usualCase } from '../pricing/usual-case.ts'
import { type WorstCase, worstCase } from '../pricing/worst-case.ts'
import { sandboxPrice } from '../providers/sandbox.ts'
import type { Target } from '../routing/choose-target.ts'
import { contextWindowOf } from '../tokens/context-window.ts'
import { worstInput } from '../tokens/worst-input.ts'
import { attributionOf } from './attribution.ts'

export interface ReserveDeps {
  readonly ledger: Ledger
  readonly prices: PriceBook
  readonly estimates: Pick<Estimates, 'outputHold' | 'worstOutput' | 'outputLimit' | 'worstRatioOf'>
}

/** What the request asks of the ledger, and what that rests on. */
export interface PricedRequest {
  readonly request: Omit<HoldRequest, 'worst'> & { readonly worst: () => WorstCase }
  readonly price: Price | undefined
  readonly usual: UsualCase
}

/**
 * Holds what the request may cost and returns when that is journalled: only then may anything leave. Rejects with
 * `budget_*`, `request_unbounded`, `price_unknown` or `ledger_unavailable`.
 */
export async function reserve(
  exchange: Exchange,
  client: Client,
  decoded: DecodedRequest,
  target: Target,
  deps: ReserveDeps,
): Promise<void> {
  const { request, price, usual } = await toHoldRequest(exchange, client, decoded, target, deps)
  exchange.price = price
  exchange.usual = usual
  exchange.hold = await deps.ledger.reserve(request, names => {
    exchange.passedBudgets = names
  })
  exchange.marks.heldMs = exchange.elapsedMs()
}

export async function toHoldRequest(
  exchange: Exchange,
  client: Client,
  decoded: DecodedRequest,
  target: Target,
  { prices, estimates }: ReserveDeps,
): Promise<PricedRequest> {
  const { facts, inputTokens, counted } = decoded
  const { triggers } = counted
  const price = await priceOf(target, prices)
  const attribution = attributionOf(exchange.request.headers, client, target)
  const question = { ...attribution, ...facts, model: attribution.model }
  const audioTokens = triggers.audioInput ? counted.fixed : 0
  const usual = usualCase({ price, triggers, asked: facts.terms, audioTokens })
  const request = {
    ...attribution,
    requestId: exchange.requestId,
    attempt: 1,
    format: exchange.protocol.format,
    tools: facts.tools,
    reasoning: facts.reasoning,
    priceSource: price && describePrice(price),
    estimatedInputTokens: inputTokens,
    usual: usual.askFor(inputTokens, estimates.outputHold(question) + triggers.predictedTokens),
    worst: () =>
      worstCase({
        format: exchange.protocol.format,
        model: attribution.model,
        triggers,
        price,
        asked: facts.terms,
        served: target.provider?.adapter.servedTerms(facts.terms) ?? [facts.terms],
        inputTokens: worstInput(decoded, exchange.requestBytes, estimates.worstRatioOf(attribution.model)),
        outputTokens: estimates.worstOutput(question),
        outputLimitTokens: estimates.outputLimit(attribution.model),
        windowTokens: contextWindowOf(attribution.model, betasOf(exchange)),
      }),
  }
  return { request, price, usual }
}

/** What a caller opts in to, in the header of whatever provider it is. */
function betasOf({ request: { headers } }: Exchange): string {
  const names = Object.keys(headers).filter(name => name.endsWith('-beta'))
  return names.map(name => String(headers[name])).join()
}

async function priceOf({ provider, model, priced }: Target, prices: PriceBook): Promise<Price | undefined> {
  if (!provider) return sandboxPrice
  return prices.find(provider, model, { listed: priced })
}
