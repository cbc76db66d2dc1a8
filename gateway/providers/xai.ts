import { asTheCountsSay, type UsageReporting } from '../chat/usage-reporting.ts'
import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/** https://docs.x.ai/docs/api-reference. The endpoint for messages is deprecated, so it is not used. */
export const xAi: ProviderAdapter = compatibleProvider({
  kind: 'xai',
  name: 'xAI',
  keyPageUrl: 'https://console.x.ai',
  defaultBaseUrl: 'https://api.x.ai/v1',
  pricedAs: () => ({ id: 'x-ai' }),
  reporting: () => reasoningBesideWithBill,
})

/**
 * total_tokens is the sum of the prompt, the completion and the reasoning: https://docs.x.ai/docs/guides/reasoning. The
 * cost of a request, including tools and searches, is given in ten-billionths of a dollar:
 * https://docs.x.ai/developers/cost-tracking
 */
const reasoningBesideWithBill: UsageReporting = {
  ...asTheCountsSay,
  reasoning: 'beside',
  bill: [{ path: ['cost_in_usd_ticks'], perDollar: 1e10 }],
}
