import type { Unlisted } from '../budgets/refusal.ts'
import type { Exchange } from '../exchange.ts'
import type { Client } from '../identity/clients.ts'
import type { Estimates } from '../ledger/estimates.ts'
import type { HoldRequest, Ledger } from '../ledger/ledger.ts'
import { describePrice, type Price } from '../pricing/price.ts'
import type { PriceBook } from '../pricing/price-book.ts'
import { type UsualCase, usualCase } from '../pricing/usual-case.ts'
import { type WorstCase, worstCase } from '../pricing/worst-case.ts'
import type { Target } from '../routing/choose-target.ts'
import { nearIfUnlisted } from '../routing/unlisted.ts'
import { contextWindowOf } from '../tokens/context-window.ts'
import { worstInput } from '../tokens/worst-input.ts'
import type { Attempt } from './attempt.ts'
import { attributionOf } from './attribution.ts'

export interface ReserveDeps {
  readonly ledger: Ledger
  readonly prices: PriceBook
  readonly estimates: Pick<
    Estimates,
    'outputHold' | 'worstOutput' | 'thinkingBound' | 'outputLimit' | 'worstRatioOf'
  >
}

/** The request for a hold, and the price that it is calculated with. */
export interface PricedRequest {
  readonly request: Omit<HoldRequest, 'worst'> & { readonly worst: () => WorstCase }
  readonly price: Price | undefined
  readonly usual: UsualCase
}

/**
 * Holds what the attempt may cost. Resolves when the hold is written to the journal. Nothing may be sent to a provider
 * before that. `settleBefore` is called directly before the budgets are asked: what an earlier attempt of the request held
 * is free for this one, and no other request can take it. Rejects with `budget_*`, `request_unbounded`, `price_unknown` or
 * `ledger_unavailable`.
 */
export async function reserve(
  attempt: Attempt,
  client: Client,
  deps: ReserveDeps,
  settleBefore?: (() => void) | undefined,
): Promise<void> {
  const { exchange } = attempt
  const { request, price, usual } = await toHoldRequest(attempt, client, deps)
  attempt.price = price
  attempt.usual = usual
  settleBefore?.()
  // Set before anything that could throw, because an attempt without its hold would not be settled.
  const onPassed = (names: readonly string[]) => {
    exchange.passedBudgets = names
  }
  attempt.hold = await deps.ledger.reserve(request, onPassed, touched => exchange.noteBudgets(touched))
  attempt.reserved()
}

export async function toHoldRequest(
  attempt: Attempt,
  client: Client,
  { prices, estimates }: ReserveDeps,
): Promise<PricedRequest> {
  const { counted, exchange, facts, inputTokens, target } = attempt
  const { triggers } = counted
  const { adapter } = target.provider
  const price = adapter.price ?? (await prices.find(target.provider, target.model, { listed: target.priced }))
  const attribution = attributionOf(exchange.request.headers, client, target)
  const question = { ...attribution, ...facts, model: attribution.model }
  const audioTokens = triggers.audioInput ? counted.fixed : 0
  const usual = usualCase({ price, triggers, asked: facts.terms, audioTokens })
  const request = {
    ...attribution,
    requestId: exchange.requestId,
    attempt: attempt.number,
    format: target.format,
    tools: facts.tools,
    reasoning: facts.reasoning,
    refused: { maxOutputTokens: facts.maxOutputTokens, unlisted: price ? undefined : unlisted(target) },
    priceSource: price && describePrice(price),
    estimatedInputTokens: inputTokens,
    usual: usual.askFor(inputTokens, estimates.outputHold(question) + triggers.predictedTokens),
    worst: () =>
      worstCase({
        serving: attempt.providerFormat.serving,
        model: target.model,
        triggers,
        price,
        asked: facts.terms,
        served: adapter.servedTerms(facts.terms),
        inputTokens: worstInput(attempt, exchange.requestBytes, estimates.worstRatioOf(target.model)),
        outputTokens: estimates.worstOutput(question),
        thinkingBound: estimates.thinkingBound(question),
        outputLimitTokens: estimates.outputLimit(target.model),
        windowTokens: contextWindowOf(target.model, betasOf(exchange)),
      }),
  }
  return { request, price, usual }
}

function unlisted({ model, provider }: Target): Unlisted | undefined {
  const near = nearIfUnlisted(provider, model)
  return near && { provider: provider.record.id, near }
}

/** The beta features that the caller opts in to, joined from the `*-beta` headers of all providers. */
function betasOf({ request: { headers } }: Exchange): string {
  const names = Object.keys(headers).filter(name => name.endsWith('-beta'))
  return names.map(name => String(headers[name])).join()
}
