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
  paths: { 'openai-chat': '/chat/completions', 'openai-responses': '/responses' },
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
      case 'fast': // the same by its newer name
        return priorityMultiplier(model, inputTokens)
      case undefined:
      case 'auto':
      case 'default':
      case 'standard':
        return wholePrice
      default: // 'scale' too: a unit of scale is paid for whether it is used or not
        return undefined
    }
  },
  prepaidTiers: new Set(['scale']),
  dearestMultiplier: { numerator: 5n, denominator: 2n },
  feesOf: model => searchFees.find(([pattern]) => pattern.test(model))?.[1] ?? noFees,
  reporting: () => asTheFormatSays,
  // "auto", or none, is the project's setting: https://platform.openai.com/docs/api-reference/chat/create#chat-create-service_tier
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
 * Of every class of text. A model that is not listed, a fine-tuned one among them, has no published price:
 * https://openai.com/api-fast-mode and https://platform.openai.com/docs/pricing?latest-pricing=priority
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

/** These have a longer price, and none for priority with it: such requests are answered in the default tier. */
const shortOnly = named(String.raw`gpt-5\.[45]`)
const longFrom = 272_000

function priorityMultiplier(model: string, inputTokens: number): Fraction | undefined {
  if (inputTokens > longFrom && shortOnly.test(model)) return undefined
  return priorityMultipliers.find(([pattern]) => pattern.test(model))?.[1]
}

const noFees: Fees = {}

/**
 * These models search the web before every answer, and an answer does not say how often: one search a request. 25 dollars
 * for 1,000 where the model does not reason, 10 where it does: https://platform.openai.com/docs/pricing#built-in-tools and
 * https://platform.openai.com/docs/guides/tools-web-search?api-mode=chat
 */
const searchFees: readonly (readonly [RegExp, Fees])[] = [
  [named('gpt-4o(?:-mini)?-search-preview'), { request: nanoUsd('0.025') }],
  [named('gpt-5-search-api'), { request: nanoUsd('0.01') }],
]
