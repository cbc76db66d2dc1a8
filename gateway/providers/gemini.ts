import { isRecord } from '../bytes/json-value.ts'
import { asTheNumbersSay } from '../chat/usage-reporting.ts'
import { nanoUsd } from '../contract/units.ts'
import { standardTerms } from '../pricing/bill.ts'
import { type Fees, halfPrice, wholePrice } from '../pricing/price.ts'
import type { ProviderAdapter } from './adapter.ts'
import { bearer } from './openai-compatible.ts'

/** https://ai.google.dev/api and https://ai.google.dev/gemini-api/docs/openai */
export const gemini: ProviderAdapter = {
  kind: 'gemini',
  name: 'Google Gemini',
  keyLabel: 'Gemini API key',
  keyRequired: true,
  keyPageUrl: 'https://aistudio.google.com/apikey',
  defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  paths: {
    'gemini-generate': '/models',
    'gemini-generate-array': '/models',
    'gemini-embed': '/models', // https://ai.google.dev/api/embeddings
    'openai-chat': '/openai/chat/completions',
    'openai-embeddings': '/openai/embeddings', // https://ai.google.dev/gemini-api/docs/openai#embeddings
  },
  countTokensPaths: { 'gemini-generate': '/models', 'gemini-generate-array': '/models' }, // https://ai.google.dev/api/tokens
  credential: (key, format) =>
    format === 'openai-chat' || format === 'openai-embeddings' ? bearer(key) : { 'x-goog-api-key': key },
  /** https://ai.google.dev/api/models#method:-models.list */
  models: {
    path: '/models?pageSize=1000',
    headers: {},
    parse(page) {
      if (!isRecord(page) || !Array.isArray(page.models)) return undefined
      const names = page.models.filter(isRecord).map(({ name }) => name)
      const { nextPageToken: next } = page
      return {
        ids: names.filter(name => typeof name === 'string').map(name => name.replace(/^models\//, '')),
        nextQuery:
          typeof next === 'string' && next !== '' ? `&pageToken=${encodeURIComponent(next)}` : undefined,
      }
    },
  },
  pricedAs: () => ({ id: 'google' }),
  multiplierOf(_, { serviceTier }) {
    switch (serviceTier) {
      // https://ai.google.dev/gemini-api/docs/batch-api and https://ai.google.dev/gemini-api/docs/flex-inference
      case 'batch':
      case 'flex':
        return halfPrice
      case undefined:
      case 'auto':
      case 'default':
      case 'standard':
        return wholePrice
      default: // includes 'priority': it costs 75 % to 100 % more, but how much for which model is not published
        return undefined
    }
  },
  prepaidTiers: new Set(),
  dearestMultiplier: { numerator: 2n, denominator: 1n },
  feesOf: model => searchFees.find(([pattern]) => pattern.test(model))?.[1] ?? noFees,
  reporting: () => asTheNumbersSay,
  servedTerms(asked) {
    switch (asked.serviceTier) {
      case undefined:
      case 'auto':
      case 'default':
      case 'standard':
      case 'flex':
        return [asked]
      // Requests beyond the limit of this tier are served at the standard tier:
      // https://ai.google.dev/gemini-api/docs/priority-inference
      case 'priority':
        return [asked, standardTerms]
      default:
        return []
    }
  },
}

const noFees: Fees = {}

/**
 * 35 dollars per 1,000 grounded prompts, and from the third generation on 14 dollars per 1,000 queries. The free amount
 * per day or month is not subtracted, because it is not known here how much of it is left.
 * https://ai.google.dev/gemini-api/docs/pricing
 */
const searchFees: readonly (readonly [RegExp, Fees])[] = [
  [/^gemini-[12](?!\d)/, { 'web-search': nanoUsd('0.035') }],
  [/^gemini-\d/, { 'web-search': nanoUsd('0.014') }],
]
