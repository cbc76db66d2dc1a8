// Finds what makes a request's cost unbounded, and says what a person can do about it.
import type { Unbounded } from '../budgets/budget.ts'
import { type Triggers, unboundedParts } from '../chat/request-triggers.ts'
import { hasPictureRule } from '../tokens/picture-tokens.ts'
import type { PriceTerms } from './bill.ts'
import type { Price } from './price.ts'

export interface UnboundedQuestion {
  readonly model: string
  readonly triggers: Triggers
  readonly price: Price | undefined
  readonly asked: PriceTerms
  readonly served: readonly PriceTerms[]
  readonly windowTokens: number | undefined
  readonly searches: number
  readonly needsWindow: boolean
}

/**
 * Models that run tools at the provider as often as they like, even if the request does not ask for it:
 * https://docs.perplexity.ai/guides/pricing
 * https://console.groq.com/docs/compound/systems
 * https://openrouter.ai/docs/features/web-search
 */
const runsTools = /sonar-deep-research|(^|\/)compound(-|$)|:online$/

/** Undefined if everything in the request has a bound. */
export function unboundedIn(question: UnboundedQuestion): Unbounded | undefined {
  const tokens = unboundedTokens(question)
  const money = [...tokens, ...unpriced(question)]
  return money.length === 0 ? undefined : { tokens, money }
}

function unboundedTokens({ model, triggers, windowTokens, needsWindow }: UnboundedQuestion): string[] {
  const reasons: string[] = triggers.unbounded.map(part => unboundedParts[part])
  if (runsTools.test(model))
    reasons.push(`"${model}" runs tools at the provider as often as it likes: ask another model.`)
  if (triggers.pictureElsewhere && !hasPictureRule(model))
    reasons.push('a picture that is not in the request has no known size: send it as base64.')
  if (needsWindow && windowTokens === undefined) {
    const what = triggers.file ? 'files have no known length: send their text' : 'leave hosted tools out'
    reasons.push(`nothing is known to bound what "${model}" takes in: ${what}.`)
  }
  return reasons
}

/** A model without any price is not reported here: `price_unknown` is the error for that. */
function unpriced({ model, triggers, price, asked, served, searches }: UnboundedQuestion): string[] {
  if (!price) return []
  const reasons: string[] = []
  if (triggers.audioInput && !price.audioInput)
    reasons.push(`sound that "${model}" hears has no known price: set a price for audio input.`)
  if (triggers.audioOutput && !price.audioOutput)
    reasons.push(`sound that "${model}" makes has no known price: set a price for audio output.`)
  // Some models search in every request, and the fee of a request includes it.
  if (searches > 0 && price.fees['web-search'] === undefined && price.fees.request === undefined)
    reasons.push(`a search by "${model}" has no known price: leave web search out.`)
  if (served.length === 0 || !price.multiplierOf(asked))
    reasons.push(`${describeTerms(asked)} has no known price for "${model}": leave it out.`)
  return reasons
}

function describeTerms({ serviceTier, speed, inferenceGeo }: PriceTerms): string {
  const named = { service_tier: serviceTier, speed, inference_geo: inferenceGeo }
  const set = Object.entries(named).filter(([, value]) => value !== undefined)
  return set.map(([name, value]) => `${name} "${value}"`).join(' with ')
}
