import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import { audioTokens } from '../../tokens/audio-tokens.ts'
import { openBase64, openDataUrl } from '../../tokens/base64-bytes.ts'
import { documentTokens } from '../../tokens/document-tokens.ts'
import { countJson } from '../../tokens/json-tokens.ts'
import { familyOf } from '../../tokens/model-family.ts'
import { readPictureSize } from '../../tokens/picture-size.ts'
import { pictureRuleOf, pictureTokens } from '../../tokens/picture-tokens.ts'
import {
  type CountContext,
  noTokensCounted,
  type RequestLayout,
  sumOf,
  type TokenCount,
} from '../../tokens/request-layout.ts'
import { renderFunctions } from '../openai-chat/tool-tokens.ts'
import { sealedTokens } from './sealed-tokens.ts'
import { openAiResponsesTriggers } from './triggers.ts'

// The models are those of chat completions, so the separators are assumed to be the same:
// https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
const perItem = 3
const answerPriming = 3
const perCall = 3
const aroundFunctions = 9
const perChosenFunction = 4

/**
 * How responses are counted. Text is exact if the model's own encoding is used. Encrypted reasoning, audio and files
 * are estimates.
 */
export const openAiResponsesLayout: RequestLayout = {
  fixedText: answerPriming,
  lists: { input: countItem },
  members: {
    instructions: countInstructions,
    tools: countTools,
    tool_choice: countChoice,
    text: countTextFormat,
  },
  toolMembers: ['tools'],
  triggers: openAiResponsesTriggers,
}

function countText(text: unknown, { encoding }: CountContext): TokenCount {
  return { text: encoding.count(textOf(text)), fixed: 0 }
}

function asItem({ text, fixed }: TokenCount): TokenCount {
  return { text: perItem + text, fixed }
}

function countInstructions(instructions: unknown, context: CountContext): TokenCount {
  return typeof instructions === 'string'
    ? asItem(countText(instructions, context))
    : countJson(instructions, context)
}

/** Counts an item of the input, or the whole input if it is a single text by the user. */
function countItem(item: unknown, context: CountContext): TokenCount {
  if (typeof item === 'string') return asItem(countText(`user${item}`, context))
  if (!isRecord(item)) return countJson(item, context)
  switch (item.type) {
    case undefined:
    case 'message':
      return asItem(sumOf([countText(item.role, context), countContent(item.content, context)]))
    case 'function_call':
    case 'custom_tool_call':
      return asItem(sumOf([{ text: perCall, fixed: 0 }, countCall(item, context)]))
    case 'function_call_output':
    case 'custom_tool_call_output':
      return asItem(countContent(item.output, context))
    case 'reasoning':
    case 'compaction':
      return asItem(countThoughts(item, context))
    case 'computer_call_output':
      return asItem({ text: 0, fixed: fixedTokensOf(item.output, context.model) ?? 0 })
    case 'image_generation_call':
      return asItem({ text: 0, fixed: countPicture(textOf(item.result), undefined, context.model) })
    default:
      return asItem(countJson(item, context))
  }
}

function countCall({ name, arguments: given, input }: JsonRecord, context: CountContext): TokenCount {
  return sumOf([countText(name, context), countText(given, context), countText(input, context)])
}

/** Counts thoughts by the length of their encrypted form if they have one, and otherwise as text. */
function countThoughts(
  { content, encrypted_content: sealed }: JsonRecord,
  context: CountContext,
): TokenCount {
  if (typeof sealed === 'string') return { text: 0, fixed: sealedTokens(sealed).usual }
  return countContent(content, context)
}

function countContent(content: unknown, context: CountContext): TokenCount {
  if (content === undefined || content === null) return noTokensCounted
  if (typeof content === 'string') return countText(content, context)
  if (!Array.isArray(content)) return countJson(content, context)
  return sumOf(content.map(part => countPart(part, context)))
}

function countPart(part: unknown, context: CountContext): TokenCount {
  const fixed = fixedTokensOf(part, context.model)
  if (fixed !== undefined) return { text: 0, fixed }
  if (!isRecord(part) || (typeof part.text !== 'string' && typeof part.refusal !== 'string'))
    return countJson(part, context)
  return countText(textOf(part.text) + textOf(part.refusal), context)
}

/** The tokens of a picture, audio or a file. Undefined if the part is none of these. */
function fixedTokensOf(part: unknown, model: string): number | undefined {
  if (!isRecord(part)) return undefined
  const { type, image_url: url, detail, input_audio: audio, file_data: data } = part
  if (type === 'input_image' || type === 'computer_screenshot')
    return countPicture(textOf(url), textOf(detail), model)
  if (type === 'input_audio') return audioTokens(openBase64(isRecord(audio) ? textOf(audio.data) : ''))
  if (type === 'input_file') return documentTokens(model, openDataUrl(textOf(data)))
  return undefined
}

function countPicture(url: string, detail: string | undefined, model: string): number {
  const source = openDataUrl(url) ?? (/^[\w+/]{64}/.test(url) ? openBase64(url) : undefined)
  return pictureTokens(pictureRuleOf(model), source && readPictureSize(source), detail)
}

function countTools(tools: unknown, context: CountContext): TokenCount {
  if (!Array.isArray(tools)) return countJson(tools, context)
  if (tools.length === 0) return noTokensCounted
  if (familyOf(context.model).toolForm === 'json') return countJson(tools, context)
  const isFunction = (tool: unknown) => isRecord(tool) && tool.type === 'function'
  const functions = tools.filter(isFunction)
  const others = tools.filter(tool => !isFunction(tool)).map(tool => countJson(tool, context))
  const rendered =
    functions.length === 0 ? 0 : aroundFunctions + context.encoding.count(renderFunctions(functions))
  return sumOf([{ text: rendered, fixed: 0 }, ...others])
}

function countChoice(choice: unknown, context: CountContext): TokenCount {
  if (!isRecord(choice) || typeof choice.name !== 'string') return noTokensCounted
  return sumOf([{ text: perChosenFunction, fixed: 0 }, countText(choice.name, context)])
}

/** The model is shown a schema as JSON. It is shown nothing of the other text formats. */
function countTextFormat(text: unknown, context: CountContext): TokenCount {
  const format = isRecord(text) ? text.format : undefined
  return isRecord(format) && format.type === 'json_schema' ? countJson(format, context) : noTokensCounted
}
