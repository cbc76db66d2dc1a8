import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider, plainModels } from './compatible-provider.ts'

/** https://docs.together.ai/docs/openai-api-compatibility */
export const together: ProviderAdapter = compatibleProvider({
  kind: 'together',
  name: 'Together AI',
  keyPageUrl: 'https://api.together.ai/settings/api-keys',
  defaultBaseUrl: 'https://api.together.ai/v1',
  // https://docs.together.ai/reference/embeddings
  paths: { 'openai-chat': '/chat/completions', 'openai-embeddings': '/embeddings' },
  models: plainModels, // https://docs.together.ai/reference/models
  pricedAs: () => ({ id: 'together' }),
})
