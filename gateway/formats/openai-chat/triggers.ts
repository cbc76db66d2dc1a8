// What a request for a chat completion may cause, at OpenAI and at the providers that speak its format:
// https://platform.openai.com/docs/api-reference/chat/create

import { isRecord, textOf } from '../../bytes/json-value.ts'
import { cacheControlTriggers, cacheTriggers } from '../../chat/cache-control.ts'
import {
  addTriggers,
  noTriggers,
  sumTriggers,
  type Triggers,
  unbounded,
} from '../../chat/request-triggers.ts'
import type { CountContext } from '../../tokens/request-layout.ts'

type TriggersOf = (value: unknown, context: CountContext) => Triggers

const oneSearch: Triggers = { ...noTriggers, searches: 1 }
const audioInput: Triggers = { ...noTriggers, audioInput: true }
const audioOutput: Triggers = { ...noTriggers, audioOutput: true }
const file: Triggers = { ...noTriggers, file: true }
const pictureElsewhere: Triggers = { ...noTriggers, pictureElsewhere: true }

const hosted: TriggersOf = value =>
  value === false || (Array.isArray(value) && value.length === 0) ? noTriggers : unbounded('hosted-tool')

/** By the name of a member of the body. If the member is a list, the function is called for each element. */
export const openAiChatTriggers: Readonly<Record<string, TriggersOf>> = {
  messages: messageTriggers,
  tools: tools =>
    addTriggers(cacheTriggers(tools), Array.isArray(tools) ? sumTriggers(tools, toolTriggers) : undefined),
  // https://platform.openai.com/docs/guides/audio
  modalities: modalityTriggers,
  audio: () => audioOutput,
  prediction: predictionTriggers,
  // Models that search do so once: https://platform.openai.com/docs/guides/tools-web-search?api-mode=chat
  web_search_options: () => oneSearch,
  cache_control: cacheControlTriggers,
  // Compatible providers have these members: https://docs.x.ai/docs/guides/live-search,
  // https://openrouter.ai/docs/features/web-search, https://console.groq.com/docs/compound,
  // https://www.alibabacloud.com/help/en/model-studio/web-search
  search_parameters: parameters =>
    isRecord(parameters) && parameters.mode === 'off' ? noTriggers : unbounded('hosted-tool'),
  plugins: hosted,
  compound_custom: hosted,
  enable_search: hosted,
  // https://openrouter.ai/docs/features/model-routing
  models: models => (Array.isArray(models) && models.length === 0 ? noTriggers : unbounded('other-models')),
}

function messageTriggers(message: unknown): Triggers {
  if (!isRecord(message)) return noTriggers
  const { content, audio } = message
  const said = Array.isArray(content) ? sumTriggers(content, partTriggers) : noTriggers
  // The audio of an earlier answer, which the provider kept.
  const heard = isRecord(audio) ? unbounded('audio-elsewhere') : noTriggers
  return addTriggers(addTriggers(said, heard), cacheTriggers(content))
}

function partTriggers(part: unknown): Triggers {
  if (!isRecord(part)) return noTriggers
  const { image_url: image, input_audio: audio, file: attached } = part
  if (image !== undefined) {
    const url = textOf(isRecord(image) ? image.url : image)
    return url.startsWith('data:') ? noTriggers : pictureElsewhere
  }
  if (isRecord(audio)) return typeof audio.data === 'string' ? audioInput : unbounded('audio-elsewhere')
  if (isRecord(attached))
    return typeof attached.file_data === 'string' ? file : unbounded('document-elsewhere')
  return part.type === 'text' || part.type === 'refusal' || part.type === undefined
    ? noTriggers
    : unbounded('unknown-part')
}

/** Some providers name a tool that they run by a member instead of a type. */
function toolTriggers(tool: unknown): Triggers {
  if (!isRecord(tool) || tool.type === 'function' || tool.type === 'custom') return noTriggers
  return tool.type === undefined && isRecord(tool.function) ? noTriggers : unbounded('hosted-tool')
}

function modalityTriggers(kinds: unknown): Triggers {
  if (!Array.isArray(kinds)) return noTriggers
  const spoken = kinds.includes('audio') ? audioOutput : noTriggers
  const isKnown = kinds.every(kind => kind === 'text' || kind === 'audio')
  return isKnown ? spoken : addTriggers(spoken, unbounded('other-modality'))
}

/** https://platform.openai.com/docs/guides/predicted-outputs */
function predictionTriggers(prediction: unknown, { encoding }: CountContext): Triggers {
  const content = isRecord(prediction) ? prediction.content : prediction
  const parts = Array.isArray(content) ? content : [content]
  const texts = parts.map(part => (isRecord(part) ? textOf(part.text) : textOf(part)))
  return { ...noTriggers, predictedTokens: encoding.count(texts.join('')) }
}
