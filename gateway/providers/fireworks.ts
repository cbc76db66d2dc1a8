import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/**
 * https://docs.fireworks.ai/tools-sdks/openai-compatibility. The tier priority costs more, by a factor that depends on
 * the model: https://docs.fireworks.ai/serverless/serverless-modes
 */
export const fireworks: ProviderAdapter = compatibleProvider({
  kind: 'fireworks',
  name: 'Fireworks AI',
  keyPageUrl: 'https://app.fireworks.ai/settings/users/api-keys',
  defaultBaseUrl: 'https://api.fireworks.ai/inference/v1',
  // https://docs.fireworks.ai/tools-sdks/anthropic-compatibility
  paths: {
    'openai-chat': '/chat/completions',
    'anthropic-messages': '/messages',
    'openai-embeddings': '/embeddings', // https://docs.fireworks.ai/api-reference/creates-an-embedding-vector-representing-the-input-text
  },
  pricedAs: () => ({ id: 'fireworks' }),
})
