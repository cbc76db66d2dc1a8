import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/** https://docs.tokenfactory.nebius.com/api-reference/introduction. The price table does not include this provider. */
export const nebius: ProviderAdapter = compatibleProvider({
  kind: 'nebius',
  name: 'Nebius Token Factory',
  keyPageUrl: 'https://tokenfactory.nebius.com',
  defaultBaseUrl: 'https://api.tokenfactory.nebius.com/v1',
  // https://docs.tokenfactory.nebius.com/api-reference/inference/create-embeddings
  paths: { 'openai-chat': '/chat/completions', 'openai-embeddings': '/embeddings' },
})
