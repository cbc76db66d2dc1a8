import { isRecord, type JsonRecord } from '../bytes/json-value.ts'
import type { ProviderAdapter } from './adapter.ts'
import { localServer } from './compatible-provider.ts'
import { capabilitiesIn, contextOf, recordsIn, shortText } from './local-answers.ts'
import { type LocalKind, type LocalModel, namedModel } from './local-kind.ts'

/** https://lmstudio.ai/docs/developer/rest/endpoints: `/api/v0/models` is an endpoint that no other server has. */
const local: LocalKind = {
  installPageUrl: 'https://lmstudio.ai/download',
  identify: {
    path: '/api/v0/models',
    // To a path that it does not know, the server answers 200 with an error.
    isOne: answer =>
      isRecord(answer) &&
      Array.isArray(answer.data) &&
      answer.data.every(model => isRecord(model) && typeof model.state === 'string'),
  },
  paths: [],
  read: identity => ({
    version: undefined,
    slots: undefined,
    models: recordsIn(isRecord(identity) ? identity.data : undefined).flatMap(readModel),
  }),
  usualSlots: 1,
  // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/671
  runsOneModel: true,
}

function readModel(model: JsonRecord): readonly LocalModel[] {
  const name = shortText(model.id)
  if (name === undefined) return []
  const isLoaded = model.state === 'loaded'
  return [
    {
      ...namedModel(name),
      quantization: shortText(model.quantization),
      contextTokens: contextOf(model.max_context_length),
      loadedContextTokens: isLoaded ? contextOf(model.loaded_context_length) : undefined,
      capabilities: capabilitiesOf(model),
      isLoaded,
    },
  ]
}

/** The type says whether a model sees. The list of capabilities says whether it calls tools; older releases have none. */
function capabilitiesOf({ type, capabilities }: JsonRecord): LocalModel['capabilities'] {
  if (type === 'embeddings') return new Set(['embedding'])
  const listed = capabilitiesIn(capabilities, { tool_use: 'tools' })
  if (type !== 'llm' && type !== 'vlm') return listed
  if (listed === undefined) return undefined
  return new Set([...listed, 'completion', ...(type === 'vlm' ? (['vision'] as const) : [])])
}

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
  local,
})
