import type { ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'

/** https://docs.api.nvidia.com/nim/reference/llm-apis. Prices per token are not published. */
export const nvidiaNim: ProviderAdapter = compatibleProvider({
  kind: 'nvidia-nim',
  name: 'NVIDIA NIM',
  keyPageUrl: 'https://build.nvidia.com/settings/api-keys',
  defaultBaseUrl: 'https://integrate.api.nvidia.com/v1',
  // https://docs.nvidia.com/nim/nemo-retriever/text-embedding/latest/reference.html
  paths: { 'openai-chat': '/chat/completions', 'openai-embeddings': '/embeddings' },
})
