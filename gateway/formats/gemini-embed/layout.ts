import { isRecord } from '../../bytes/json-value.ts'
import {
  addTriggers,
  noTriggers,
  sumTriggers,
  type Triggers,
  unbounded,
} from '../../chat/request-triggers.ts'
import { countJson } from '../../tokens/json-tokens.ts'
import {
  type CountContext,
  noTokensCounted,
  type RequestLayout,
  sumOf,
  type TokenCount,
} from '../../tokens/request-layout.ts'
import { countPart } from '../gemini-generate/layout.ts'
import { memberOf } from '../gemini-generate/members.ts'
import { geminiGenerateTriggers, mimeTypeOf } from '../gemini-generate/triggers.ts'

/** How the content of embeddings is counted. Pictures, sound, videos and files are estimates. */
export const geminiEmbedLayout: RequestLayout = {
  fixedText: 0,
  lists: { requests: countRequest },
  members: { content: countContent, title: countTitle },
  toolMembers: [],
  triggers: {
    content: contentTriggers,
    requests: (request, context) =>
      isRecord(request) ? contentTriggers(request.content, context) : noTriggers,
  },
}

function countRequest(request: unknown, context: CountContext): TokenCount {
  if (!isRecord(request)) return countJson(request, context)
  return sumOf([countContent(request.content, context), countTitle(request.title, context)])
}

/** Unlike in a conversation, nothing says whose turn it is. */
function countContent(content: unknown, context: CountContext): TokenCount {
  if (!isRecord(content) || !Array.isArray(content.parts)) return countJson(content ?? null, context)
  return sumOf(content.parts.map(part => countPart(part, context)))
}

/** The title of a document is embedded with it. */
function countTitle(title: unknown, context: CountContext): TokenCount {
  return typeof title === 'string' ? { text: context.encoding.count(title), fixed: 0 } : noTokensCounted
}

function contentTriggers(content: unknown, context: CountContext): Triggers {
  const parts = isRecord(content) && Array.isArray(content.parts) ? content.parts : []
  const more = sumTriggers(parts, part =>
    isRecord(part) ? mediaTriggers(memberOf(part, 'inlineData')) : undefined,
  )
  return addTriggers(geminiGenerateTriggers.contents?.(content, context) ?? noTriggers, more)
}

/** Pictures, videos and files have prices of their own, which the table's price of text does not cover. */
function mediaTriggers(sent: unknown): Triggers {
  if (!isRecord(sent)) return noTriggers
  return mimeTypeOf(sent).startsWith('audio/') ? noTriggers : unbounded('unknown-part')
}
