import { isRecord } from '../bytes/json-value.ts'
import type { ProviderAdapter } from './adapter.ts'
import { ollamaLocal } from './ollama-local.ts'
import { hasTag, latestTag, runsElsewhere } from './ollama-names.ts'
import { bearer, openAiCompatible } from './openai-compatible.ts'

/**
 * Ollama has no service tiers, so it handles terms like any compatible server. It also reports the usage of chat
 * completions like one.
 */
const { dearestMultiplier, multiplierOf, prepaidTiers, reporting, servedTerms } = openAiCompatible

/** https://docs.ollama.com/api/introduction */
export const ollama: ProviderAdapter = {
  kind: 'ollama',
  name: 'Ollama',
  keyLabel: 'API key',
  // Only ollama.com requires a key: https://docs.ollama.com/api/authentication
  keyRequired: false,
  keyPageUrl: undefined,
  defaultBaseUrl: 'http://127.0.0.1:11434',
  paths: {
    'ollama-chat': '/api/chat',
    'ollama-generate': '/api/generate',
    'ollama-embed': '/api/embed', // https://docs.ollama.com/api/embed
    'ollama-embeddings': '/api/embeddings',
    // Its /v1/embeddings is left out. It answers with numbers where the official clients ask for base64, as they do unless they
    // are told otherwise, and these then read vectors of a quarter of the length: https://github.com/ollama/ollama/issues/6934
    'openai-chat': '/v1/chat/completions',
  },
  credential: bearer,
  models: {
    path: '/api/tags', // https://docs.ollama.com/api/tags
    headers: {},
    parse(page) {
      if (!isRecord(page) || !Array.isArray(page.models)) return undefined
      const ids = page.models.filter(isRecord).map(({ model, name }) => model ?? name)
      return { ids: ids.filter(id => typeof id === 'string'), nextQuery: undefined }
    },
  },
  pricedAs: baseUrl => ({ apiUrl: baseUrl }),
  isFree: (model, baseUrl) => !runsElsewhere(model) && !hostedUrl.test(baseUrl),
  otherNames(model) {
    if (model.endsWith(latestTag)) return [model.slice(0, -latestTag.length)]
    return hasTag(model) ? [] : [model + latestTag]
  },
  multiplierOf,
  prepaidTiers,
  dearestMultiplier,
  servedTerms,
  reporting,
  local: ollamaLocal,
}

const hostedUrl = /^https?:\/\/([\w-]+\.)*ollama\.com(\/|:|$)/i
