import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/** https://platform.kimi.ai/docs/api/overview */
export const moonshot: ProviderAdapter = compatibleProvider({
  kind: 'moonshot',
  name: 'Moonshot AI',
  keyPageUrl: 'https://platform.moonshot.ai/console/api-keys',
  defaultBaseUrl: 'https://api.moonshot.ai/v1',
  rootPaths: { 'anthropic-messages': '/anthropic/v1/messages' },
  pricedAs: () => ({ id: 'moonshotai' }),
})
