import { asTheCountsSay, type UsageReporting } from '../chat/usage-reporting.ts'
import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/** https://docs.mistral.ai/api */
export const mistral: ProviderAdapter = compatibleProvider({
  kind: 'mistral',
  name: 'Mistral',
  keyPageUrl: 'https://console.mistral.ai/api-keys',
  defaultBaseUrl: 'https://api.mistral.ai/v1',
  // https://docs.mistral.ai/api/endpoint/embeddings
  paths: { 'openai-chat': '/chat/completions', 'openai-embeddings': '/embeddings' },
  pricedAs: () => ({ id: 'mistral' }),
  reporting: () => withSound,
})

/** Audio input is billed by its length, which has no price here: https://docs.mistral.ai/api */
const withSound: UsageReporting = {
  ...asTheCountsSay,
  unpriced: [...asTheCountsSay.unpriced, ['prompt_audio_seconds']],
}
