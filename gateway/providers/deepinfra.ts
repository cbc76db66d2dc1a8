import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/** https://deepinfra.com/docs/openai_api. The price table does not include this provider. */
export const deepInfra: ProviderAdapter = compatibleProvider({
  kind: 'deepinfra',
  name: 'DeepInfra',
  keyPageUrl: 'https://deepinfra.com/dash/api_keys',
  defaultBaseUrl: 'https://api.deepinfra.com/v1/openai',
  // https://docs.deepinfra.com/api-reference/openai-embeddings-1
  paths: { 'openai-chat': '/chat/completions', 'openai-embeddings': '/embeddings' },
})
