import { isRecord, type JsonRecord, textOf } from '../protocols/json-value.ts'
import type { Encoding } from './encoding.ts'

// The separators of chat messages: https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
const perMessage = 3
const perName = 1
const replyPriming = 3
// A high-detail picture of 1024 x 1024, the size models are most often sent: 85 + 4 x 170. Its real size is in its
// bytes, which are not decoded here. https://platform.openai.com/docs/guides/images-vision#calculating-costs
const picture = 765
const lowDetailPicture = 85
// 10 tokens a second of audio, 16 kHz mono PCM16 as base64: 4/3 x 32,000 bytes a second.
const audioCharactersPerToken = 4267
// A page or so of a PDF in base64.
const fileCharactersPerToken = 25

/** Tokens of a chat request. Text is exact in `encoding`; pictures, audio and files are estimates. */
export function countOpenAiChat(body: JsonRecord, encoding: Encoding): number {
  const messages = Array.isArray(body.messages) ? body.messages.filter(isRecord) : []
  let total = replyPriming
  for (const message of messages) {
    total += perMessage + encoding.count(textOf(message.role)) + countContent(message.content, encoding)
    if (typeof message.name === 'string') total += perName + encoding.count(message.name)
    if (message.tool_calls !== undefined) total += countJson(message.tool_calls, encoding)
  }
  for (const key of ['tools', 'functions', 'response_format']) {
    if (body[key] !== undefined && body[key] !== null) total += countJson(body[key], encoding)
  }
  return total
}

function countContent(content: unknown, encoding: Encoding): number {
  if (typeof content === 'string') return encoding.count(content)
  if (!Array.isArray(content)) return 0
  return content.filter(isRecord).reduce((sum, part) => sum + countPart(part, encoding), 0)
}

function countPart(part: JsonRecord, encoding: Encoding): number {
  if (isRecord(part.image_url)) return part.image_url.detail === 'low' ? lowDetailPicture : picture
  if (isRecord(part.input_audio))
    return Math.ceil(textOf(part.input_audio.data).length / audioCharactersPerToken)
  if (isRecord(part.file)) return Math.ceil(textOf(part.file.file_data).length / fileCharactersPerToken)
  return encoding.count(textOf(part.text) + textOf(part.refusal))
}

/** Providers show schemas and calls to the model in a form of their own; their JSON is close above it. */
function countJson(value: unknown, encoding: Encoding): number {
  return encoding.count(JSON.stringify(value))
}
