import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/** https://docs.sambanova.ai/docs/en/api-reference/overview. The price table does not include this provider. */
export const sambaNova: ProviderAdapter = compatibleProvider({
  kind: 'sambanova',
  name: 'SambaNova',
  keyPageUrl: 'https://cloud.sambanova.ai/apis',
  defaultBaseUrl: 'https://api.sambanova.ai/v1',
  // https://docs.sambanova.ai/docs/en/features/anthropic-compatibility
  paths: { 'openai-chat': '/chat/completions', 'anthropic-messages': '/messages' },
  countTokensPaths: { 'anthropic-messages': '/messages/count_tokens' },
})
