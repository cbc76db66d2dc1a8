import { isRecord, type JsonRecord } from '../bytes/json-value.ts'
import type { ProviderAdapter } from './adapter.ts'
import { localServer } from './compatible-provider.ts'
import { contextOf, recordsIn, shortText, sizeOf, slotsOf } from './local-answers.ts'
import { type LocalCapability, type LocalKind, type LocalModel, namedModel } from './local-kind.ts'

/**
 * `/props` says what is loaded and how many slots there are. `/slots` would say which of them are busy, but may be switched
 * off: https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md#get-props-get-server-global-properties
 */
const local: LocalKind = {
  installPageUrl: 'https://github.com/ggml-org/llama.cpp/blob/master/docs/install.md',
  identify: {
    path: '/props',
    isOne: answer =>
      isRecord(answer) &&
      isRecord(answer.default_generation_settings) &&
      slotsOf(answer.total_slots) !== undefined,
  },
  paths: ['/v1/models'],
  read(identity, [list]) {
    const props = isRecord(identity) ? identity : {}
    const models = recordsIn(isRecord(list) ? list.data : undefined)
    return {
      version: shortText(props.build_info),
      slots: slotsOf(props.total_slots),
      models: models.flatMap(model => readModel(model, props)),
    }
  },
  usualSlots: 1,
}

/** The server has one model, which is always loaded. Its context is that of one slot. */
function readModel({ id, meta }: JsonRecord, props: JsonRecord): readonly LocalModel[] {
  const name = shortText(id)
  if (name === undefined) return []
  const about = isRecord(meta) ? meta : {}
  const settings = isRecord(props.default_generation_settings) ? props.default_generation_settings : {}
  return [
    {
      ...namedModel(name),
      sizeBytes: sizeOf(about.size),
      parameterSize: billions(about.n_params),
      contextTokens: contextOf(about.n_ctx_train),
      loadedContextTokens: contextOf(settings.n_ctx),
      capabilities: capabilitiesOf(props),
      isLoaded: true,
    },
  ]
}

function billions(parameters: unknown): string | undefined {
  const count = sizeOf(parameters)
  return count === undefined ? undefined : `${(count / 1e9).toFixed(1)}B`
}

/** Known only where the server says both what it reads and what its template can express. */
function capabilitiesOf({
  modalities,
  chat_template_caps: template,
}: JsonRecord): LocalModel['capabilities'] {
  if (!isRecord(modalities) || !isRecord(template)) return undefined
  const found: LocalCapability[] = ['completion']
  if (modalities.vision === true) found.push('vision')
  if (template.supports_tools === true || template.supports_tool_calls === true) found.push('tools')
  if (template.supports_preserve_reasoning === true) found.push('thinking')
  return new Set(found)
}

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
  local,
  countTokensPaths: { 'anthropic-messages': '/messages/count_tokens' },
})
