import type { PriceTerms } from '../pricing/bill.ts'
import { type Fraction, halfPrice, product, wholePrice } from '../pricing/price.ts'
import { isRecord } from '../protocols/json-value.ts'
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
    return product(tierMultiplier(serviceTier), speedMultiplier(model, speed), geoMultiplier(inferenceGeo))
  },
  // Where the model runs is otherwise the workspace's setting:
  // https://platform.claude.com/docs/en/manage-claude/data-residency#workspace-level-restrictions
  servedTerms(asked) {
    if (!requestTiers.has(asked.serviceTier)) return []
    return asked.inferenceGeo === undefined ? [asked, { ...asked, inferenceGeo: 'us' }] : [asked]
  },
}

/** https://platform.claude.com/docs/en/api/service-tiers */
const requestTiers: ReadonlySet<PriceTerms['serviceTier']> = new Set([undefined, 'auto', 'standard_only'])

/**
 * https://platform.claude.com/docs/en/build-with-claude/batch-processing. Priority is capacity that was bought before, at
 * a price of its own: https://platform.claude.com/docs/en/api/service-tiers
 */
function tierMultiplier(tier: PriceTerms['serviceTier']): Fraction | undefined {
  if (tier === 'batch') return halfPrice
  return tier === 'priority' ? undefined : wholePrice
}

/** Of every class, the cache's included: https://platform.claude.com/docs/en/build-with-claude/fast-mode#pricing */
const fastMultipliers: readonly (readonly [RegExp, bigint])[] = [
  [/claude-opus-4[-.][67](-|@|$)/, 6n],
  [/claude-opus-(4[-.]8|5)(-|@|$)/, 2n],
]

function speedMultiplier(model: string, speed: PriceTerms['speed']): Fraction | undefined {
  if (speed === undefined || speed === 'standard') return wholePrice
  const times = speed === 'fast' ? fastMultipliers.find(([pattern]) => pattern.test(model))?.[1] : undefined
  return times === undefined ? undefined : { numerator: times, denominator: 1n }
}

const elevenTenths: Fraction = { numerator: 11n, denominator: 10n }

/** Models before Claude 4.6 answer 'not_available': https://platform.claude.com/docs/en/build-with-claude/data-residency */
function geoMultiplier(geo: PriceTerms['inferenceGeo']): Fraction | undefined {
  if (geo === undefined || geo === 'global' || geo === 'not_available') return wholePrice
  return geo === 'us' ? elevenTenths : undefined
}
