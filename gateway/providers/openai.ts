import { standardTerms } from '../pricing/bill.ts'
import { type Fraction, halfPrice, wholePrice } from '../pricing/price.ts'
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
  multiplierOf(model, { serviceTier }) {
    switch (serviceTier) {
      // https://platform.openai.com/docs/guides/batch and https://platform.openai.com/docs/guides/flex-processing
      case 'batch':
      case 'flex':
        return halfPrice
      case 'priority':
        return priorityMultipliers.find(([pattern]) => pattern.test(model))?.[1]
      case 'scale': // a unit of scale is paid for whether it is used or not
        return undefined
      default:
        return wholePrice
    }
  },
  // "auto", or none, is the project's setting: https://platform.openai.com/docs/api-reference/chat/create#chat-create-service_tier
  servedTerms(asked) {
    switch (asked.serviceTier) {
      case undefined:
      case 'auto':
        return [asked, { ...asked, serviceTier: 'priority' }]
      case 'default':
      case 'flex':
      case 'priority':
      case 'fast':
      case 'scale':
        return [asked, standardTerms]
      default:
        return []
    }
  },
}

/** Of every class of text: https://platform.openai.com/docs/pricing?latest-pricing=priority */
const priorityMultipliers: readonly (readonly [RegExp, Fraction])[] = [
  [/^gpt-5(-20\d\d-\d\d-\d\d)?$/, { numerator: 2n, denominator: 1n }],
]
