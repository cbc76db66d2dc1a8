import type { RequestFacts } from '../chat/request-facts.ts'
import { noTriggers, type Triggers } from '../chat/request-triggers.ts'
import type { ClientId } from '../contract/units.ts'
import type { Estimates } from '../ledger/estimates.ts'
import type { Bill } from '../pricing/bill.ts'
import { costOf } from '../pricing/cost.ts'
import type { PriceBook } from '../pricing/price-book.ts'
import { usualCase } from '../pricing/usual-case.ts'
import type { Target } from '../routing/choose-target.ts'
import { type Lookups, nameOf } from '../routing/route-question.ts'

/** What of a request decides how long its answer gets and at which rates it is charged. */
export interface CostedRequest
  extends Pick<
    RequestFacts,
    'boundsReasoning' | 'choices' | 'maxOutputTokens' | 'reasoning' | 'terms' | 'tools'
  > {
  readonly clientId: ClientId
}

/** The request in the tokens of one model. */
export interface Size {
  readonly inputTokens: number
  readonly triggers: Triggers
  readonly audioTokens: number
}

export function roughSize(inputTokens: number): Size {
  return { inputTokens, triggers: noTriggers, audioTokens: 0 }
}

export interface CostDeps {
  readonly prices: PriceBook
  readonly estimates: Pick<Estimates, 'outputHold'>
}

type CostLookups = Pick<Lookups, 'costOf' | 'outputTokensOf'>

/** Expects an answer that is as long as such answers were. The costs of all targets are unknown. */
export function withoutCosts(request: CostedRequest, { estimates }: CostDeps): CostLookups {
  return {
    costOf: () => undefined,
    outputTokensOf: ({ provider, model }) =>
      estimates.outputHold({ ...request, providerId: provider.record.id, model }),
  }
}

/** Looks up the prices of the targets, so that the costs can then be asked for without waiting. */
export async function expectedCosts(
  targets: readonly Target[],
  request: CostedRequest,
  sizeOf: (target: Target) => Size,
  deps: CostDeps,
): Promise<CostLookups> {
  const { outputTokensOf } = withoutCosts(request, deps)
  const priced = await Promise.all(
    targets.map(async target => {
      const { adapter } = target.provider
      const listed = target.priced
      return {
        name: nameOf(target),
        price: adapter.price ?? (await deps.prices.find(target.provider, target.model, { listed })),
      }
    }),
  )
  return {
    outputTokensOf,
    costOf(target, cachedTokens) {
      const price = priced.find(({ name }) => name === nameOf(target))?.price
      if (!price) return undefined
      const { inputTokens, triggers, audioTokens } = sizeOf(target)
      const { billFor } = usualCase({ price, triggers, asked: request.terms, audioTokens })
      const bill = billFor(inputTokens, outputTokensOf(target) + triggers.predictedTokens)
      return costOf(withCached(bill, cachedTokens), price)
    },
  }
}

/** The bill, if so many of its input tokens are read from the provider's prompt cache. */
function withCached(bill: Bill, cachedTokens: number): Bill {
  const { input, cacheWrite, cacheWriteOneHour } = bill.tokens
  const ofInput = Math.min(input, cachedTokens)
  const ofWrite = Math.min(cacheWrite, cachedTokens - ofInput)
  const ofLongWrite = Math.min(cacheWriteOneHour, cachedTokens - ofInput - ofWrite)
  return {
    ...bill,
    tokens: {
      ...bill.tokens,
      input: input - ofInput,
      cacheWrite: cacheWrite - ofWrite,
      cacheWriteOneHour: cacheWriteOneHour - ofLongWrite,
      cacheRead: ofInput + ofWrite + ofLongWrite,
    },
  }
}
