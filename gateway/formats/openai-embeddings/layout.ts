import { noTriggers, unbounded } from '../../chat/request-triggers.ts'
import { countJson } from '../../tokens/json-tokens.ts'
import { type CountContext, type RequestLayout, sumOf, type TokenCount } from '../../tokens/request-layout.ts'

/**
 * How the input of embeddings is counted. It is a text, a list of texts, a list of token numbers or a list of such lists:
 * https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-input
 */
export const openAiEmbeddingsLayout: RequestLayout = {
  fixedText: 0,
  lists: { input: countInput },
  members: {},
  toolMembers: [],
  triggers: {
    // Some compatible providers take pictures, as objects whose tokens are not known here.
    input: element => (isTextOrTokens(element) ? noTriggers : unbounded('unknown-part')),
  },
}

/** Counts one element of the list, or the only text. A token number counts itself, whatever its tokenizer is. */
function countInput(element: unknown, context: CountContext): TokenCount {
  if (typeof element === 'string') return { text: context.encoding.count(element), fixed: 0 }
  if (typeof element === 'number') return { text: 0, fixed: 1 }
  if (!Array.isArray(element)) return countJson(element, context)
  if (element.every(each => typeof each === 'number')) return { text: 0, fixed: element.length }
  return sumOf(
    element.map(each => (typeof each === 'number' ? { text: 0, fixed: 1 } : countJson(each, context))),
  )
}

function isTextOrTokens(element: unknown): boolean {
  if (Array.isArray(element)) return element.every(each => typeof each === 'number')
  return typeof element === 'string' || typeof element === 'number'
}
