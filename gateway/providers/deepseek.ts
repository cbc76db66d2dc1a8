import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/** https://api-docs.deepseek.com */
export const deepSeek: ProviderAdapter = compatibleProvider({
  kind: 'deepseek',
  name: 'DeepSeek',
  keyPageUrl: 'https://platform.deepseek.com/api_keys',
  defaultBaseUrl: 'https://api.deepseek.com',
  // https://api-docs.deepseek.com/guides/anthropic_api
  rootPaths: { 'anthropic-messages': '/anthropic/v1/messages' },
  pricedAs: () => ({ id: 'deepseek' }),
})
