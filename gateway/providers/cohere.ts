import { isRecord } from '../bytes/json-value.ts'
import type { ModelListing, ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/**
 * Models are listed only by Cohere's own API, not by the compatible one: https://docs.cohere.com/reference/list-models
 */
const models: ModelListing = {
  path: '/v1/models?endpoint=chat&page_size=1000',
  isAtRoot: true,
  headers: {},
  parse(page) {
    if (!isRecord(page) || !Array.isArray(page.models)) return undefined
    const names = page.models.filter(isRecord).map(model => model.name)
    const next = page.next_page_token
    return {
      ids: names.filter(name => typeof name === 'string'),
      nextQuery:
        typeof next === 'string' && next !== '' ? `&page_token=${encodeURIComponent(next)}` : undefined,
    }
  },
}

/** https://docs.cohere.com/docs/compatibility-api */
export const cohere: ProviderAdapter = compatibleProvider({
  kind: 'cohere',
  name: 'Cohere',
  keyPageUrl: 'https://dashboard.cohere.com/api-keys',
  defaultBaseUrl: 'https://api.cohere.ai/compatibility/v1',
  // https://docs.cohere.com/docs/compatibility-api#embeddings
  paths: { 'openai-chat': '/chat/completions', 'openai-embeddings': '/embeddings' },
  models,
  refusesUsageWish: true,
  pricedAs: () => ({ id: 'cohere' }),
})
