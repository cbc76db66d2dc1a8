import { asTheFormatSays } from '../chat/usage-reporting.ts'
import { nanoUsd } from '../contract/units.ts'
import { standardTerms } from '../pricing/bill.ts'
import { type Fees, type Fraction, halfPrice, wholePrice } from '../pricing/price.ts'
import type { ProviderAdapter } from './adapter.ts'
import { bearer, openAiModels } from './openai-compatible.ts'

/** https://platform.openai.com/docs/api-reference/authentication */
export const openAi: ProviderAdapter = {
  kind: 'openai',
  name: 'OpenAI',
  keyLabel: 'OpenAI API key',
  keyRequired: true,
  keyPageUrl: 'https://platform.openai.com/api-keys',
  defaultBaseUrl: 'https://api.openai.com/v1',
  // Responses come first: requests of other formats are translated to them, because they show and keep what a model thinks.
  paths: {
    'openai-responses': '/responses',
    'openai-chat': '/chat/completions',
    'openai-embeddings': '/embeddings', // https://platform.openai.com/docs/api-reference/embeddings/create
  },
  // https://platform.openai.com/docs/api-reference/responses/input-tokens
  countTokensPaths: { 'openai-responses': '/responses/input_tokens' },
  credential: bearer,
  models: openAiModels,
  pricedAs: () => ({ id: 'openai' }),
  multiplierOf(model, { serviceTier }, inputTokens = 0) {
    switch (serviceTier) {
      // https://platform.openai.com/docs/guides/batch and https://platform.openai.com/docs/guides/flex-processing
      case 'batch':
      case 'flex':
        return halfPrice
      case 'priority':
      case 'fast': // the newer name of the same tier
        return priorityMultiplier(model, inputTokens)
      case undefined:
      case 'auto':
      case 'default':
      case 'standard':
        return wholePrice
      default: // includes 'scale', whose units are paid for whether they are used or not
        return undefined
    }
  },
  prepaidTiers: new Set(['scale']),
  dearestMultiplier: { numerator: 5n, denominator: 2n },
  feesOf: model => searchFees.find(([pattern]) => pattern.test(model))?.[1] ?? noFees,
  reporting: () => asTheFormatSays,
  // For "auto" or no tier, a setting of the project decides:
  // https://platform.openai.com/docs/api-reference/chat/create#chat-create-service_tier
  servedTerms(asked) {
    switch (asked.serviceTier) {
      case undefined:
      case 'auto':
        return [asked, { ...asked, serviceTier: 'priority' }]
      case 'default':
      case 'flex':
      case 'priority':
      case 'fast':
      case 'scale':
        return [asked, standardTerms]
      default:
        return []
    }
  },
}

const times = (numerator: bigint, denominator: bigint): Fraction => ({ numerator, denominator })
const named = (names: string) => new RegExp(`^(?:${names})(?:-20\\d\\d-\\d\\d-\\d\\d)?$`)

/**
 * The factors apply to all classes of text tokens. A model that is not listed has no published price, for example a
 * fine-tuned one: https://openai.com/api-fast-mode and https://platform.openai.com/docs/pricing?latest-pricing=priority
 */
const priorityMultipliers: readonly (readonly [RegExp, Fraction])[] = [
  [/^gpt-4o-2024-05-13$/, times(7n, 4n)],
  [named(String.raw`gpt-5(?:\.[124])?|gpt-5(?:\.1)?-codex|gpt-5\.4-mini|gpt-4\.1-nano`), times(2n, 1n)],
  [named(String.raw`gpt-5\.6-(?:sol|terra|luna)`), times(2n, 1n)],
  [named(String.raw`gpt-5\.5`), times(5n, 2n)],
  [named('gpt-5-mini'), times(9n, 5n)],
  [named(String.raw`gpt-4\.1|gpt-4\.1-mini|o3`), times(7n, 4n)],
  [named('gpt-4o'), times(17n, 10n)],
  [named('gpt-4o-mini'), times(5n, 3n)],
  [named('o4-mini'), times(20n, 11n)],
]

/**
 * These models have a price for long inputs, but not in the tier priority. Such requests are answered in the default
 * tier.
 */
const shortOnly = named(String.raw`gpt-5\.[45]`)
const longFrom = 272_000

function priorityMultiplier(model: string, inputTokens: number): Fraction | undefined {
  if (inputTokens > longFrom && shortOnly.test(model)) return undefined
  return priorityMultipliers.find(([pattern]) => pattern.test(model))?.[1]
}

const noFees: Fees = {}

/**
 * These models search the web before every answer. The answer does not say how often, so one search per request is
 * charged. 1,000 searches cost 25 dollars if the model does not reason, and 10 dollars if it does:
 * https://platform.openai.com/docs/pricing#built-in-tools and
 * https://platform.openai.com/docs/guides/tools-web-search?api-mode=chat
 */
const searchFees: readonly (readonly [RegExp, Fees])[] = [
  [named('gpt-4o(?:-mini)?-search-preview'), { request: nanoUsd('0.025') }],
  [named('gpt-5-search-api'), { request: nanoUsd('0.01') }],
]
