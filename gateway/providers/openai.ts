import { halfPrice } from '../pricing/price.ts'
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
  // https://platform.openai.com/docs/guides/batch and https://platform.openai.com/docs/guides/flex-processing. What
  // priority costs differs from model to model, and a unit of scale is paid for whether it is used or not.
  serviceTiers: new Map([
    ['batch', halfPrice],
    ['flex', halfPrice],
    ['priority', undefined],
    ['scale', undefined],
  ]),
}
