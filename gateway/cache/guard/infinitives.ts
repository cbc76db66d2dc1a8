import { conceptOf, isVerb } from './concepts.ts'
import { articles } from './data/function-words.ts'
import { writtenThings } from './data/synonyms.ts'
import { nounFirst } from './data/verbs.ts'
import type { Item } from './item.ts'
import type { Lexeme } from './lexeme.ts'

const valueAt = (pieces: readonly Lexeme[], at: number) =>
  pieces[at]?.kind === 'word' ? pieces[at].value : ''

/**
 * Whether the `to` at a place begins an infinitive. It does before a verb that is no noun, before any verb with an article behind
 * it, and where a text or a program is said to do something with many things: `a query to list customers`.
 */
export function isInfinitive(pieces: readonly Lexeme[], at: number, previous: Item | undefined): boolean {
  const next = valueAt(pieces, at + 1)
  if (/^(?:be|have|do)$/.test(next)) return true
  const concept = conceptOf(next)
  if (!isVerb(concept) || /(?:ing|ed)$/.test(next) || pieces[at + 1]?.capital) return false
  const behind = valueAt(pieces, at + 2)
  return (
    !nounFirst.has(concept) ||
    articles.has(behind) ||
    /^(?:regex|expression)$/.test(previous?.key ?? '') ||
    (writtenThings.has(previous?.key ?? '') && /[^s]s$/.test(behind))
  )
}
