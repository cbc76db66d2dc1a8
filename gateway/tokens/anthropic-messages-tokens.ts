import { isRecord, type JsonRecord, textOf } from '../protocols/json-value.ts'
import type { Encoding } from './encoding.ts'

const perMessage = 4
// The most a picture costs after the provider has scaled it down:
// https://docs.anthropic.com/en/docs/build-with-claude/vision#calculate-image-costs
const picture = 1600
// 1,500 to 3,000 a page (https://docs.anthropic.com/en/docs/build-with-claude/pdf-support), a page or so each 60 kB.
const documentCharactersPerToken = 25

/** Tokens of a messages request as `encoding` counts its text; pictures and documents are estimates. */
export function countAnthropicMessages(body: JsonRecord, encoding: Encoding): number {
  const messages = Array.isArray(body.messages) ? body.messages.filter(isRecord) : []
  let total = countContent(body.system, encoding)
  for (const message of messages) total += perMessage + countContent(message.content, encoding)
  if (Array.isArray(body.tools) && body.tools.length > 0) total += encoding.count(JSON.stringify(body.tools))
  return total
}

function countContent(content: unknown, encoding: Encoding): number {
  if (typeof content === 'string') return encoding.count(content)
  if (!Array.isArray(content)) return 0
  return content.filter(isRecord).reduce((sum, block) => sum + countBlock(block, encoding), 0)
}

function countBlock(block: JsonRecord, encoding: Encoding): number {
  switch (block.type) {
    case 'text':
      return encoding.count(textOf(block.text))
    case 'thinking':
      return encoding.count(textOf(block.thinking))
    case 'image':
      return picture
    case 'document':
      return countDocument(block, encoding)
    case 'tool_use':
      return encoding.count(textOf(block.name) + JSON.stringify(block.input ?? {}))
    case 'tool_result':
      return countContent(block.content, encoding)
    default:
      return encoding.count(JSON.stringify(block))
  }
}

function countDocument({ source, title, context }: JsonRecord, encoding: Encoding): number {
  const words = encoding.count(textOf(title) + textOf(context))
  if (!isRecord(source)) return words
  if (source.type === 'text') return words + encoding.count(textOf(source.data))
  if (source.type === 'content') return words + countContent(source.content, encoding)
  return words + Math.max(picture, Math.ceil(textOf(source.data).length / documentCharactersPerToken))
}
