import type { ProviderAdapter } from './adapter.ts'
import { localServer } from './compatible-provider.ts'

/** https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md */
export const llamaCpp: ProviderAdapter = localServer({
  kind: 'llama-cpp',
  name: 'llama.cpp',
  keyPageUrl: undefined,
  defaultBaseUrl: 'http://localhost:8080/v1',
  paths: {
    'openai-chat': '/chat/completions',
    'anthropic-messages': '/messages',
    'openai-embeddings': '/embeddings',
  },
  countTokensPaths: { 'anthropic-messages': '/messages/count_tokens' },
})
