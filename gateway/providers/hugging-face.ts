import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/**
 * https://huggingface.co/docs/inference-providers. Each request is passed on to some other provider at that provider's
 * price, which no table states.
 */
export const huggingFace: ProviderAdapter = compatibleProvider({
  kind: 'hugging-face',
  name: 'Hugging Face',
  keyLabel: 'Hugging Face access token',
  keyPageUrl: 'https://huggingface.co/settings/tokens',
  defaultBaseUrl: 'https://router.huggingface.co/v1',
})
