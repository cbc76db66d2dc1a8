import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/** https://docs.z.ai/guides/develop/openai/python */
export const zAi: ProviderAdapter = compatibleProvider({
  kind: 'zai',
  name: 'Z.ai',
  keyPageUrl: 'https://z.ai/manage-apikey/apikey-list',
  defaultBaseUrl: 'https://api.z.ai/api/paas/v4',
  // https://docs.z.ai/scenario-example/develop-tools/claude
  rootPaths: { 'anthropic-messages': '/api/anthropic/v1/messages' },
  pricedAs: () => ({ id: 'zai' }),
})
