import type { Comparison } from './comparison.ts'
import { wordSet } from './data/word-list.ts'
import type { Token } from './question.ts'

/** Where one of these stands, the order says what it holds for. */
const scoped: ReadonlySet<string> = new Set(['negation', 'connective', 'degree'])

/** What says something of the word behind it, and so stays in front of it. */
const bound: ReadonlySet<string> = new Set(['quantifier', 'number', 'percentage', 'currency', 'unit'])

/** Prepositions by which a noun says what another one is of: `an invitation to a wedding` is a wedding invitation. */
const compounding: ReadonlySet<string> = new Set(['of', 'for', 'to', 'about', 'as', 'in', 'on'])

/** Prepositions of where, when and by what something is done: they belong to the whole, and not to the noun in front of them. */
const circumstances: ReadonlySet<string> = new Set([
  'setting',
  'in',
  'on',
  'at',
  'with',
  'using',
  'by',
  'from',
  'to',
  'into',
  'during',
])

interface Placed {
  readonly stored: Token
  readonly asked: Token
  /** Where it stands among the tokens of the one asked. */
  readonly at: number
}

/** Each token of the stored question with its place in the one asked, or undefined where a word stands more than once. */
function placesOf(stored: readonly Token[], asked: readonly Token[]): readonly Placed[] | undefined {
  const places = new Map(asked.map(({ key }, at) => [key, at]))
  if (places.size !== asked.length || stored.length !== asked.length) return undefined
  const result: Placed[] = []
  for (const token of stored) {
    const at = places.get(token.key)
    const other = at === undefined ? undefined : asked[at]
    if (at === undefined || other === undefined) return undefined
    result.push({ stored: token, asked: other, at })
  }
  return result
}

/** Words that end as adverbs do. */
const noAdverbs = wordSet(
  'imply apply reply supply multiply rely comply fly family assembly anomaly italy july monopoly reassembly butterfly early daily weekly monthly yearly',
)

const isAdverb = ({ word }: Token) => /..ly$/.test(word) && !noAdverbs.has(word)

/** `decline politely` and `a polite way to decline` say how the only verb is done, wherever it stands. */
const isManner = ({ stored, asked }: Placed) => isAdverb(stored) || isAdverb(asked)

/** A verb that says what is done, and not the noun of its act: `an invitation` is none, nor is what has a preposition in front of it. */
export const isActing = ({ isVerb, role, word, key }: Token): boolean =>
  isVerb && role === '' && (word === key || /(?:s|ed|ing)$/.test(word))

/** Whether the second of two nouns belongs to the first in both questions: behind it with a preposition, or in front of it with none. */
function belongsTo(head: Placed, behind: Token, front: Token): boolean {
  const isHead = (token: Token) => token.role === '' && !token.isModifier
  return (
    compounding.has(behind.role) &&
    !behind.isModifier &&
    front.isModifier &&
    front.role === '' &&
    isHead(head.stored) &&
    isHead(head.asked)
  )
}

const isCompound = (first: Placed, second: Placed) =>
  belongsTo(first, second.stored, second.asked) || belongsTo(second, first.asked, first.stored)

function mayTurn(first: Placed, second: Placed, mayMoveManner: boolean): boolean {
  const both = [first.stored, first.asked, second.stored, second.asked]
  if (mayMoveManner && (isManner(first) || isManner(second))) return true
  if (both.some(token => token.role === 'subject' || token.role === 'passive' || isActing(token)))
    return false
  if (isCompound(first, second)) return true
  // Each keeps its preposition, and they are two: then the order says nothing.
  const [a, b] = [first.stored.role, second.stored.role]
  return (
    a === first.asked.role &&
    b === second.asked.role &&
    a !== b &&
    circumstances.has(a) &&
    circumstances.has(b)
  )
}

/** What is bound to the word behind it stands in front of the same word. */
function keepsBound(stored: readonly Token[], asked: readonly Token[]): boolean {
  const next = (tokens: readonly Token[], key: string) =>
    tokens[tokens.findIndex(token => token.key === key) + 1]?.key
  return stored.every(({ kind, key }) => !bound.has(kind) || next(stored, key) === next(asked, key))
}

/**
 * Whether the same words in another order say the same: every pair of words that changed places belongs together in a way that does
 * not depend on which comes first.
 */
export function keepRelations({ stored, asked }: Comparison): boolean {
  const [one, other] = [stored.tokens, asked.tokens]
  if (one.some(({ kind }) => scoped.has(kind))) return false
  const placed = placesOf(one, other)
  if (placed === undefined || !keepsBound(one, other)) return false
  const mayMove = one.filter(isActing).length <= 1 && placed.filter(isManner).length === 1
  const turned = placed.flatMap((first, index) =>
    placed.slice(index + 1).flatMap(second => (first.at < second.at ? [] : [{ first, second }])),
  )
  return turned.every(({ first, second }) => mayTurn(first, second, mayMove))
}
