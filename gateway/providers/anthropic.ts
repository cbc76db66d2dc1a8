import { isRecord } from '../bytes/json-value.ts'
import { asTheFormatSays } from '../chat/usage-reporting.ts'
import type { PriceTerms } from '../pricing/bill.ts'
import { type Fraction, halfPrice, product, wholePrice } from '../pricing/price.ts'
import type { ProviderAdapter } from './adapter.ts'

/** https://docs.anthropic.com/en/api/overview and https://docs.anthropic.com/en/api/models-list */
export const anthropic: ProviderAdapter = {
  kind: 'anthropic',
  name: 'Anthropic',
  keyLabel: 'Anthropic API key',
  keyRequired: true,
  keyPageUrl: 'https://console.anthropic.com/settings/keys',
  defaultBaseUrl: 'https://api.anthropic.com',
  paths: { 'anthropic-messages': '/v1/messages' },
  countTokensPaths: { 'anthropic-messages': '/v1/messages/count_tokens' }, // https://docs.anthropic.com/en/api/messages-count-tokens
  credential: key => ({ 'x-api-key': key }),
  models: {
    path: '/v1/models?limit=1000',
    headers: { 'anthropic-version': '2023-06-01' },
    parse(page) {
      if (!isRecord(page) || !Array.isArray(page.data)) return undefined
      const ids = page.data.filter(isRecord).map(model => model.id)
      const more = page.has_more === true && typeof page.last_id === 'string'
      return {
        ids: ids.filter(id => typeof id === 'string'),
        nextQuery: more ? `&after_id=${encodeURIComponent(String(page.last_id))}` : undefined,
      }
    },
  },
  pricedAs: () => ({ id: 'anthropic' }),
  multiplierOf(model, { serviceTier, speed, inferenceGeo }) {
    return product(
      tierMultiplier(serviceTier),
      speedMultiplier(model, speed),
      geoMultiplier(model, inferenceGeo),
    )
  },
  prepaidTiers: new Set(['priority']),
  dearestMultiplier: { numerator: 66n, denominator: 10n },
  reporting: () => asTheFormatSays,
  // If the request does not say where the model runs, a setting of the workspace does:
  // https://platform.claude.com/docs/en/manage-claude/data-residency#workspace-level-restrictions
  servedTerms(asked) {
    if (!requestTiers.has(asked.serviceTier)) return []
    return asked.inferenceGeo === undefined ? [asked, { ...asked, inferenceGeo: 'us' }] : [asked]
  },
}

/** https://platform.claude.com/docs/en/api/service-tiers */
const requestTiers: ReadonlySet<PriceTerms['serviceTier']> = new Set([undefined, 'auto', 'standard_only'])

/** The standard tier as it is named in requests, in answers, and by other servers of this format. */
const standardTiers: ReadonlySet<PriceTerms['serviceTier']> = new Set([
  ...requestTiers,
  'standard',
  'default',
])

/**
 * https://platform.claude.com/docs/en/build-with-claude/batch-processing. The tier priority is capacity that was bought
 * in advance at its own price: https://platform.claude.com/docs/en/api/service-tiers
 */
function tierMultiplier(tier: PriceTerms['serviceTier']): Fraction | undefined {
  if (tier === 'batch') return halfPrice
  return standardTiers.has(tier) ? wholePrice : undefined
}

/**
 * The factors apply to all classes of tokens, including those of the cache, and to inputs of any length. The surcharge
 * above 200,000 tokens that Opus 4.6 once had is gone. A model that is not listed has no published price:
 * https://platform.claude.com/docs/en/build-with-claude/fast-mode
 */
const fastMultipliers: readonly (readonly [RegExp, Fraction])[] = [
  [/claude-opus-4[-.][67](-|@|$)/, { numerator: 6n, denominator: 1n }],
  [/claude-opus-(4[-.]8|5)(-\d{8}|-latest|@|$)/, { numerator: 2n, denominator: 1n }],
  [/claude-opus-5[-.]5(-\d{8}|-latest|@|$)/, { numerator: 2n, denominator: 1n }],
]

function speedMultiplier(model: string, speed: PriceTerms['speed']): Fraction | undefined {
  if (speed === undefined || speed === 'standard') return wholePrice
  return speed === 'fast' ? fastMultipliers.find(([pattern]) => pattern.test(model))?.[1] : undefined
}

const elevenTenths: Fraction = { numerator: 11n, denominator: 10n }

/**
 * Models older than Opus 4.6, for which the place has no price. They refuse requests that name a place, and their
 * answers say 'not_available'.
 */
const withoutPlace = /claude-(v?[12]\b|instant|3\b|(opus|sonnet|haiku)-4(?:[-.][0-5])?(?:-\d{8}|-latest|@|$))/

/** https://platform.claude.com/docs/en/manage-claude/data-residency */
function geoMultiplier(model: string, geo: PriceTerms['inferenceGeo']): Fraction | undefined {
  if (geo === undefined || geo === 'global' || geo === 'not_available') return wholePrice
  if (geo !== 'us') return undefined
  return withoutPlace.test(model) ? wholePrice : elevenTenths
}
