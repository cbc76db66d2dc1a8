// The server on one's own machine: https://docs.ollama.com/api/introduction
import { isRecord, type JsonRecord } from '../bytes/json-value.ts'
import { capabilitiesIn, contextOf, recordsIn, shortText, sizeOf } from './local-answers.ts'
import {
  type LocalDetails,
  type LocalKind,
  type LocalModel,
  namedModel,
  type PullStep,
} from './local-kind.ts'
import { ollamaAddress } from './ollama-host.ts'
import { runsElsewhere, withTag } from './ollama-names.ts'

export const ollamaLocal: LocalKind = {
  installPageUrl: 'https://ollama.com/download',
  addressIn: ({ OLLAMA_HOST }) => (OLLAMA_HOST?.trim() ? ollamaAddress(OLLAMA_HOST) : undefined),
  contextTokensIn: ({ OLLAMA_CONTEXT_LENGTH: length = '' }) =>
    contextOf(/^\d{1,9}$/.test(length) ? Number(length) : undefined),
  // https://docs.ollama.com/faq#how-can-i-specify-the-context-window-size
  usualContextTokens: 4096,
  isToldContext: true,
  // https://docs.ollama.com/api/openai-compatibility#setting-the-context-size
  formatsWithoutContext: ['openai-chat'],
  identify: {
    path: '/api/version',
    isOne: answer => isRecord(answer) && /^\d+\.\d+\.\d+/.test(shortText(answer.version) ?? ''),
  },
  paths: ['/api/tags', '/api/ps'],
  read(identity, [tags, running]) {
    if (!isRecord(tags) || !Array.isArray(tags.models)) return undefined
    const loaded = recordsIn(isRecord(running) ? running.models : undefined)
    return {
      version: isRecord(identity) ? shortText(identity.version) : undefined,
      slots: undefined,
      models: recordsIn(tags.models).flatMap(model => readModel(model, loaded)),
    }
  },
  details: { path: '/api/show', body: model => ({ model }), read: readDetails },
  pull: { path: '/api/pull', body: model => ({ model, stream: true }), read: readPullLine },
  usualSlots: 1,
}

function nameOf({ model, name }: JsonRecord): string | undefined {
  return shortText(model) ?? shortText(name)
}

function readModel(model: JsonRecord, loaded: readonly JsonRecord[]): readonly LocalModel[] {
  const name = nameOf(model)
  if (name === undefined) return []
  const details = isRecord(model.details) ? model.details : {}
  const running = loaded.find(each => withTag(nameOf(each) ?? '') === withTag(name))
  return [
    {
      ...namedModel(name),
      revision: shortText(model.digest),
      sizeBytes: sizeOf(model.size),
      parameterSize: shortText(details.parameter_size),
      quantization: shortText(details.quantization_level),
      loadedContextTokens: running && contextOf(running.context_length),
      isLoaded: running !== undefined,
      isRemote: runsElsewhere(name) || shortText(model.remote_host) !== undefined,
    },
  ]
}

/** https://docs.ollama.com/api/show */
function readDetails(shown: unknown): LocalDetails | undefined {
  if (!isRecord(shown)) return undefined
  const info = isRecord(shown.model_info) ? shown.model_info : {}
  const architecture = shortText(info['general.architecture'])
  return {
    contextTokens: architecture === undefined ? undefined : contextOf(info[`${architecture}.context_length`]),
    configuredContextTokens: contextInSettings(shown.parameters),
    capabilities: capabilitiesIn(shown.capabilities),
    isRemote: shortText(shown.remote_host) !== undefined,
  }
}

/** The parameters are lines such as `num_ctx    8192`. */
function contextInSettings(parameters: unknown): number | undefined {
  if (typeof parameters !== 'string') return undefined
  const [, digits] = /^num_ctx[ \t]+"?(\d{1,9})"?[ \t]*$/m.exec(parameters) ?? []
  return digits === undefined ? undefined : contextOf(Number(digits))
}

/** https://docs.ollama.com/api/pull */
function readPullLine(line: unknown): PullStep {
  if (!isRecord(line)) return { type: 'unknown' }
  if (line.error !== undefined) return { type: 'failed', message: String(line.error).slice(0, 300) }
  const status = shortText(line.status)
  if (status === undefined) return { type: 'unknown' }
  if (status === 'success') return { type: 'done' }
  const digest = shortText(line.digest)
  const totalBytes = sizeOf(line.total)
  if (digest === undefined || totalBytes === undefined) return { type: 'progress', status, layer: undefined }
  // The first line of a file has no number of bytes yet.
  const completedBytes = Math.min(sizeOf(line.completed) ?? 0, totalBytes)
  return { type: 'progress', status, layer: { digest, completedBytes, totalBytes } }
}
