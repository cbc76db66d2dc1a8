import type { ProviderAdapter } from './adapter.ts'
import { bearer, openAiModels } from './openai-compatible.ts'

/** https://platform.openai.com/docs/api-reference/authentication */
export const openAi: ProviderAdapter = {
  kind: 'openai',
  name: 'OpenAI',
  keyLabel: 'OpenAI API key',
  keyRequired: true,
  keyPageUrl: 'https://platform.openai.com/api-keys',
  defaultBaseUrl: 'https://api.openai.com/v1',
  paths: { 'openai-chat': '/chat/completions' },
  credential: bearer,
  models: openAiModels,
  pricedAs: () => ({ id: 'openai' }),
}
