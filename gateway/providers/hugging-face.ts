import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/**
 * https://huggingface.co/docs/inference-providers. It asks another provider each time, at that one's price, and no table
 * says at which.
 */
export const huggingFace: ProviderAdapter = compatibleProvider({
  kind: 'hugging-face',
  name: 'Hugging Face',
  keyLabel: 'Hugging Face access token',
  keyPageUrl: 'https://huggingface.co/settings/tokens',
  defaultBaseUrl: 'https://router.huggingface.co/v1',
})
