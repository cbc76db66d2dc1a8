import { halfPrice } from '../pricing/price.ts'
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
  countTokensPath: '/v1/messages/count_tokens', // https://docs.anthropic.com/en/api/messages-count-tokens
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
  // https://docs.anthropic.com/en/docs/build-with-claude/batch-processing. Priority is capacity that was bought before:
  // https://docs.anthropic.com/en/api/service-tiers
  serviceTiers: new Map([
    ['batch', halfPrice],
    ['priority', undefined],
  ]),
}
