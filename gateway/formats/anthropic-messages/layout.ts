import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import { openBase64 } from '../../tokens/base64-bytes.ts'
import { documentTokens } from '../../tokens/document-tokens.ts'
import { countJson } from '../../tokens/json-tokens.ts'
import { readPictureSize } from '../../tokens/picture-size.ts'
import { pictureRuleOf, pictureTokens } from '../../tokens/picture-tokens.ts'
import {
  type CountContext,
  noTokensCounted,
  type RequestLayout,
  sumOf,
  type TokenCount,
} from '../../tokens/request-layout.ts'
import { anthropicMessagesTriggers } from './triggers.ts'

const perMessage = 4

/**
 * The tokens of the prompt that the provider adds if there are tools, by model. Of the two numbers that depend on the
 * choice of tool, this is always the higher one:
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview#pricing
 */
const toolPrompts: readonly (readonly [RegExp, number])[] = [
  [/claude-[a-z]+-4[-.]7/, 804],
  [/claude-opus-(4[-.][89]|[5-9])/, 410],
  [/claude-[a-z]+-[5-9]/, 474],
  [/claude-3-(5-)?haiku/, 340],
  [/claude/, 589],
]

/** How messages are counted. Text is counted with `encoding`, and documents are estimates. */
export const anthropicMessagesLayout: RequestLayout = {
  fixedText: 0,
  lists: { messages: countMessage },
  members: { system: countContent, tools: countTools },
  toolMembers: ['tools'],
  triggers: anthropicMessagesTriggers,
}

function countMessage(message: unknown, context: CountContext): TokenCount {
  if (!isRecord(message)) return countJson(message, context)
  const { text, fixed } = countContent(message.content, context)
  return { text: perMessage + text, fixed }
}

function countTools(tools: unknown, context: CountContext): TokenCount {
  if (Array.isArray(tools) && tools.length === 0) return noTokensCounted
  const fixed = toolPrompts.find(([pattern]) => pattern.test(context.model))?.[1] ?? 0
  return { text: countJson(tools, context).text, fixed }
}

function countContent(content: unknown, context: CountContext): TokenCount {
  if (content === undefined || content === null) return noTokensCounted
  if (typeof content === 'string') return countText(content, context)
  if (!Array.isArray(content)) return countJson(content, context)
  return sumOf(content.map(block => countBlock(block, context)))
}

function countText(text: string, { encoding }: CountContext): TokenCount {
  return { text: encoding.count(text), fixed: 0 }
}

function countBlock(block: unknown, context: CountContext): TokenCount {
  if (!isRecord(block)) return countJson(block, context)
  switch (block.type) {
    case 'text':
      return countText(textOf(block.text), context)
    case 'thinking':
      return countText(textOf(block.thinking), context)
    case 'image':
      return { text: 0, fixed: countPicture(block.source, context) }
    case 'document':
      return countDocument(block, context)
    case 'tool_use':
      return countText(textOf(block.name) + JSON.stringify(block.input ?? {}), context)
    case 'tool_result':
      return countContent(block.content, context)
    default:
      return countJson(block, context)
  }
}

function countDocument({ source, title, context: about }: JsonRecord, context: CountContext): TokenCount {
  const words = countText(textOf(title) + textOf(about), context)
  if (!isRecord(source)) return words
  if (source.type === 'text') return sumOf([words, countText(textOf(source.data), context)])
  if (source.type === 'content') return sumOf([words, countContent(source.content, context)])
  const bytes = typeof source.data === 'string' ? openBase64(source.data) : undefined
  return sumOf([words, { text: 0, fixed: documentTokens(context.model, bytes) }])
}

function countPicture(source: unknown, { model }: CountContext): number {
  const data = isRecord(source) && source.type === 'base64' ? openBase64(textOf(source.data)) : undefined
  return pictureTokens(pictureRuleOf(model), data && readPictureSize(data), undefined)
}
