import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/**
 * https://console.groq.com/docs/openai. The tiers on_demand and flex have the standard price. The tier performance is
 * sold to enterprises at a price that is not published: https://console.groq.com/docs/service-tiers
 */
export const groq: ProviderAdapter = compatibleProvider({
  kind: 'groq',
  name: 'Groq',
  keyPageUrl: 'https://console.groq.com/keys',
  defaultBaseUrl: 'https://api.groq.com/openai/v1',
  refusesThoughts: true,
  pricedAs: () => ({ id: 'groq' }),
})
