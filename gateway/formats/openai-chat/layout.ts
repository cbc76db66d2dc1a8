import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import { audioTokens } from '../../tokens/audio-tokens.ts'
import { openBase64, openDataUrl } from '../../tokens/base64-bytes.ts'
import { documentTokens } from '../../tokens/document-tokens.ts'
import type { Encoding } from '../../tokens/encoding.ts'
import { countJson } from '../../tokens/json-tokens.ts'
import { familyOf } from '../../tokens/model-family.ts'
import { readPictureSize } from '../../tokens/picture-size.ts'
import { pictureRuleOf, pictureTokens } from '../../tokens/picture-tokens.ts'
import {
  type CountContext,
  type CountPart,
  noTokensCounted,
  type PartCount,
  type RequestLayout,
  sumOf,
  type TokenCount,
} from '../../tokens/request-layout.ts'
import { renderFunctions } from './tool-tokens.ts'
import { openAiChatTriggers } from './triggers.ts'

// The tokens that separate chat messages: https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
const perMessage = 3
const perName = 1
const replyPriming = 3
// These numbers were derived from billed counts: https://hmarr.com/blog/counting-openai-tokens/
const perCall = 3
const functionRole = -2
const aroundFunctions = 9
/** Functions are put into a system message. If the request has one already, they share it. */
const sharedSystemMessage = -4
const choiceOfNone = 1
const perChosenFunction = 4

/**
 * How chat completions are counted. Text is exact if the model's own encoding is used. Audio and files are estimates.
 */
export const openAiChatLayout: RequestLayout = {
  fixedText: replyPriming,
  lists: { messages: countMessage },
  members: {
    tools: countFunctions,
    functions: countFunctions,
    tool_choice: countChoice,
    function_call: countChoice,
    response_format: countResponseFormat,
  },
  toolMembers: ['tools', 'functions'],
  triggers: openAiChatTriggers,
}

function countMessage(message: unknown, context: CountContext): PartCount {
  if (!isRecord(message)) return countJson(message, context)
  const { role, name, content, function_call: call, tool_calls: calls } = message
  const { encoding } = context
  const said = countContent(content, context)
  let text = perMessage + encoding.count(textOf(role)) + said.text
  // Some families of models are shown their earlier thoughts again.
  for (const more of [message.refusal, message.reasoning_content]) text += encoding.count(textOf(more))
  if (typeof name === 'string') text += perName + encoding.count(name)
  if (role === 'function') text += functionRole
  if (isRecord(call)) text += countCall(call, context)
  if (Array.isArray(calls)) text += calls.reduce((sum: number, each) => sum + countToolCall(each, context), 0)
  const count = { text, fixed: said.fixed }
  if (role !== 'system' && role !== 'developer') return count
  return { ...count, textBesideTools: text + sharedSystemMessage + newlineAfter(content, said, encoding) }
}

/** If there are functions, the first system message ends with a newline. */
function newlineAfter(content: unknown, said: TokenCount, encoding: Encoding): number {
  return typeof content === 'string' ? encoding.count(`${content}\n`) - said.text : 1
}

function countToolCall(call: unknown, context: CountContext): number {
  if (isRecord(call) && isRecord(call.function)) return countCall(call.function, context)
  return countJson(call, context).text
}

function countCall(call: JsonRecord, context: CountContext): number {
  if (familyOf(context.model).toolForm === 'json') return countJson(call, context).text
  const { encoding } = context
  const { name, arguments: given } = call
  return perCall + encoding.count(textOf(name)) + encoding.count(textOf(given))
}

/** Counts `tools`, or `functions`, which are the same without a type around them. */
function countFunctions(tools: unknown, context: CountContext): TokenCount {
  if (!Array.isArray(tools)) return countJson(tools, context)
  if (tools.length === 0) return noTokensCounted
  if (familyOf(context.model).toolForm === 'json') return countJson(tools, context)
  const functions = tools.map(tool => (isRecord(tool) && isRecord(tool.function) ? tool.function : tool))
  return { text: aroundFunctions + context.encoding.count(renderFunctions(functions)), fixed: 0 }
}

function countChoice(choice: unknown, { encoding }: CountContext): TokenCount {
  if (choice === 'none') return { text: choiceOfNone, fixed: 0 }
  const chosen = isRecord(choice) && isRecord(choice.function) ? choice.function : choice
  if (!isRecord(chosen) || typeof chosen.name !== 'string') return noTokensCounted
  return { text: perChosenFunction + encoding.count(chosen.name), fixed: 0 }
}

/** The model is shown a schema as JSON. It is shown nothing of the other response formats. */
function countResponseFormat(format: unknown, context: CountContext): TokenCount {
  return isRecord(format) && format.type !== 'json_schema' ? noTokensCounted : countJson(format, context)
}

function countContent(content: unknown, context: CountContext): TokenCount {
  if (content === undefined || content === null) return noTokensCounted
  if (typeof content === 'string') return { text: context.encoding.count(content), fixed: 0 }
  if (!Array.isArray(content)) return countJson(content, context)
  return sumOf(content.map(part => countPart(part, context)))
}

const countPart: CountPart = (part, context) => {
  if (!isRecord(part)) return countJson(part, context)
  const fixed = fixedTokensOf(part, context.model)
  const said = [part.text, part.refusal].filter(each => typeof each === 'string')
  if (fixed === undefined && said.length === 0) return countJson(part, context)
  // If the part has text and something else, both are counted, because only the provider knows which of them it uses.
  return { text: context.encoding.count(said.join('')), fixed: fixed ?? 0 }
}

/** The tokens of a picture, audio or a file. Undefined if the part is none of these. */
function fixedTokensOf({ image_url: image, input_audio: audio, file }: JsonRecord, model: string) {
  if (isRecord(image)) return pictureTokensOf(textOf(image.url), textOf(image.detail), model)
  if (typeof image === 'string') return pictureTokensOf(image, undefined, model)
  if (isRecord(audio)) return audioTokens(openBase64(textOf(audio.data)))
  if (isRecord(file)) return documentTokens(model, openDataUrl(textOf(file.file_data)))
  return undefined
}

function pictureTokensOf(url: string, detail: string | undefined, model: string): number {
  const source = openDataUrl(url)
  return pictureTokens(pictureRuleOf(model), source && readPictureSize(source), detail)
}
