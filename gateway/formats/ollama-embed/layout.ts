import { countJson } from '../../tokens/json-tokens.ts'
import type { CountContext, RequestLayout, TokenCount } from '../../tokens/request-layout.ts'

/** Most of these models put one token before each text and one behind it. */
const aroundText = 2

export const ollamaEmbedLayout: RequestLayout = {
  fixedText: 0,
  lists: { input: countText },
  members: {},
  toolMembers: [],
  triggers: {},
}

export function countText(text: unknown, context: CountContext): TokenCount {
  if (typeof text !== 'string') return countJson(text, context)
  return { text: aroundText + context.encoding.count(text), fixed: 0 }
}
