import type { ProviderAdapter } from './adapter.ts'
import { localServer } from './compatible-provider.ts'

/** https://lmstudio.ai/docs/developer/openai-compat */
export const lmStudio: ProviderAdapter = localServer({
  kind: 'lm-studio',
  name: 'LM Studio',
  keyPageUrl: undefined,
  defaultBaseUrl: 'http://localhost:1234/v1',
  // https://lmstudio.ai/docs/developer/anthropic-compat
  paths: {
    'openai-chat': '/chat/completions',
    'anthropic-messages': '/messages',
    'openai-embeddings': '/embeddings', // https://lmstudio.ai/docs/developer/openai-compat/embeddings
  },
  // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1120
  mediaAsBytes: ['openai-chat', 'anthropic-messages'],
})
