import type { PriceTerms } from '../pricing/bill.ts'
import { wholePrice } from '../pricing/price.ts'
import { isRecord, type JsonRecord } from '../protocols/json-value.ts'
import { asTheNumbersSay, type UsageReporting } from '../protocols/usage-reporting.ts'
import type { ModelListing, ProviderAdapter } from './adapter.ts'

/** `{"data":[{"id":...}]}` in one page: https://platform.openai.com/docs/api-reference/models/list */
export const openAiModels: ModelListing = {
  path: '/models',
  headers: {},
  parse(page) {
    if (!isRecord(page) || !Array.isArray(page.data)) return undefined
    const ids = page.data.filter(isRecord).map((model: JsonRecord) => model.id)
    return { ids: ids.filter(id => typeof id === 'string'), nextQuery: undefined }
  },
}

export function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` }
}

/** Any server that speaks chat completions: vLLM, LM Studio, llama.cpp, or a provider of its own. */
export const openAiCompatible: ProviderAdapter = {
  kind: 'openai-compatible',
  name: 'OpenAI-compatible',
  keyLabel: 'API key',
  keyRequired: false,
  keyPageUrl: undefined,
  defaultBaseUrl: undefined,
  paths: { 'openai-chat': '/chat/completions' },
  credential: bearer,
  models: openAiModels,
  pricedAs: baseUrl => ({ apiUrl: baseUrl }),
  // Some sell flex at a discount and some do not, so that it costs at most the standard price; priority costs more.
  multiplierOf: (_, { serviceTier }) =>
    serviceTier === 'priority' || serviceTier === 'fast' ? undefined : wholePrice,
  // No more than that is published by anybody who sells priority by the token.
  prepaidTiers: new Set(),
  dearestMultiplier: { numerator: 5n, denominator: 2n },
  servedTerms: asked => (requestTiers.has(asked.serviceTier) ? [asked] : []),
  reporting: baseUrl => (reasonsBeside.test(baseUrl) ? reasoningBeside : asTheNumbersSay),
}

/** https://docs.x.ai/docs/guides/reasoning: total_tokens is the prompt, the completion and the reasoning. */
const reasonsBeside = /^https:\/\/([\w-]+\.)?api\.x\.ai(\/|:|$)/
const reasoningBeside: UsageReporting = { ...asTheNumbersSay, reasoning: 'beside' }

/** Tiers that cost no more than the standard one, or that have no known price, wherever they are sold. */
const requestTiers: ReadonlySet<PriceTerms['serviceTier']> = new Set([
  undefined,
  'auto',
  'default',
  'standard',
  'on_demand',
  'flex',
  'priority',
])
