import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/**
 * https://inference-docs.cerebras.ai/resources/openai. The tier priority is only for dedicated endpoints, and its price
 * is not published: https://inference-docs.cerebras.ai/capabilities/service-tiers
 */
export const cerebras: ProviderAdapter = compatibleProvider({
  kind: 'cerebras',
  name: 'Cerebras',
  keyPageUrl: 'https://cloud.cerebras.ai',
  defaultBaseUrl: 'https://api.cerebras.ai/v1',
  refusesThoughts: true,
  pricedAs: () => ({ id: 'cerebras' }),
})
