import { isRecord } from '../bytes/json-value.ts'
import type { ProviderAdapter } from './adapter.ts'
import { localServer } from './compatible-provider.ts'
import { contextOf, recordsIn, shortText } from './local-answers.ts'
import { type LocalKind, namedModel } from './local-kind.ts'

/**
 * Other servers have a `/version` too, so the owner that each model names decides:
 * https://docs.vllm.ai/en/stable/serving/openai_compatible_server
 */
const local: LocalKind = {
  installPageUrl: 'https://docs.vllm.ai/en/stable/getting_started/installation/',
  identify: {
    path: '/version',
    isOne: answer => isRecord(answer) && shortText(answer.version) !== undefined,
  },
  paths: ['/v1/models'],
  read(identity, [list]) {
    const models = recordsIn(isRecord(list) ? list.data : undefined)
    if (models.length === 0 || models.some(({ owned_by: owner }) => owner !== 'vllm')) return undefined
    return {
      version: isRecord(identity) ? shortText(identity.version) : undefined,
      slots: undefined,
      models: models.flatMap(({ id, max_model_len: context }) => {
        const name = shortText(id)
        if (name === undefined) return []
        const contextTokens = contextOf(context)
        return [{ ...namedModel(name), contextTokens, loadedContextTokens: contextTokens, isLoaded: true }]
      }),
    }
  },
  // It batches requests, and takes 256 of them at once unless it is told otherwise.
  usualSlots: 64,
}

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
  local,
  countTokensPaths: { 'anthropic-messages': '/messages/count_tokens' },
})
