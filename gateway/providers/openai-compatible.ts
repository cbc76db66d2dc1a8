import { isRecord, type JsonRecord } from '../bytes/json-value.ts'
import { asTheNumbersSay, type UsageReporting } from '../chat/usage-reporting.ts'
import type { PriceTerms } from '../pricing/bill.ts'
import { wholePrice } from '../pricing/price.ts'
import type { ModelListing, ProviderAdapter } from './adapter.ts'

/** Reads `{"data":[{"id":...}]}`, which is a single page: https://platform.openai.com/docs/api-reference/models/list */
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

/** Any server that speaks chat completions and is not of a known kind. */
export const openAiCompatible: ProviderAdapter = {
  kind: 'openai-compatible',
  name: 'OpenAI-compatible',
  keyLabel: 'API key',
  keyRequired: false,
  keyPageUrl: undefined,
  defaultBaseUrl: undefined,
  // Not every server supports responses or embeddings. One that does not says so itself.
  paths: {
    'openai-chat': '/chat/completions',
    'openai-embeddings': '/embeddings',
  },
  credential: bearer,
  models: openAiModels,
  pricedAs: baseUrl => ({ apiUrl: baseUrl }),
  multiplierOf: (_, terms) => (isStandard(terms) ? wholePrice : undefined),
  prepaidTiers: new Set(),
  // No provider that sells priority by the token publishes a larger factor.
  dearestMultiplier: { numerator: 5n, denominator: 2n },
  servedTerms: asked => (isStandard(asked) ? [asked] : []),
  reporting: baseUrl => (reasonsBeside.test(baseUrl) ? reasoningBeside : asTheNumbersSay),
}

/**
 * Here total_tokens is the sum of the prompt, the completion and the reasoning: https://docs.x.ai/docs/guides/reasoning
 */
const reasonsBeside = /^https:\/\/([\w-]+\.)?api\.x\.ai(\/|:|$)/
const reasoningBeside: UsageReporting = { ...asTheNumbersSay, reasoning: 'beside' }

/**
 * Some providers sell flex and batches at a discount and some do not, so these cost at most the standard price. Any
 * other tier, speed or place may cost more.
 */
function isStandard({ serviceTier, speed, inferenceGeo }: PriceTerms): boolean {
  return standardTiers.has(serviceTier) && standardSpeeds.has(speed) && standardPlaces.has(inferenceGeo)
}

const standardTiers: ReadonlySet<PriceTerms['serviceTier']> = new Set([
  undefined,
  'auto',
  'default',
  'standard',
  'standard_only',
  'on_demand',
  'flex',
  'batch',
])
const standardSpeeds: ReadonlySet<PriceTerms['speed']> = new Set([undefined, 'standard'])
const standardPlaces: ReadonlySet<PriceTerms['inferenceGeo']> = new Set([
  undefined,
  'global',
  'not_available',
])
