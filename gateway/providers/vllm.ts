import type { ProviderAdapter } from './adapter.ts'
import { localServer } from './compatible-provider.ts'

/** https://docs.vllm.ai/en/stable/serving/online_serving/ */
export const vLlm: ProviderAdapter = localServer({
  kind: 'vllm',
  name: 'vLLM',
  keyPageUrl: undefined,
  defaultBaseUrl: 'http://localhost:8000/v1',
  paths: {
    'openai-chat': '/chat/completions',
    'anthropic-messages': '/messages',
    'openai-embeddings': '/embeddings', // https://docs.vllm.ai/en/stable/serving/openai_compatible_server
  },
  countTokensPaths: { 'anthropic-messages': '/messages/count_tokens' },
})
