import { exchangeable } from './data/exchangeable.ts'
import { everyday, interchangeable, nominalizations } from './data/interchangeable.ts'
import { unlikeAdverbs } from './data/unlike-adverbs.ts'
import type { Token } from './question.ts'
import { stem } from './stem.ts'

type Neighbours = ReadonlyMap<string, ReadonlySet<string>>

/** For each word, all words that share a group with it. */
function neighboursOf(groups: readonly (readonly string[])[]): Neighbours {
  const result = new Map<string, Set<string>>()
  for (const group of groups) {
    for (const member of group) {
      const word = stem(member)
      const others = result.get(word) ?? new Set()
      for (const other of group) if (other !== member) others.add(stem(other))
      result.set(word, others)
    }
  }
  return result
}

/** A verb and its nouns, but no two of its nouns. */
const verbAndNoun = nominalizations.flatMap(([verb = '', ...nouns]) => nouns.map(noun => [verb, noun]))

const neighbours: Neighbours = neighboursOf([
  ...interchangeable,
  ...everyday,
  ...exchangeable,
  ...verbAndNoun,
])

/** The adjective that `quickly`, `easily`, `simply` or `typically` is made of, among the given words. */
function isAdverbOf(adverb: string, adjective: string): boolean {
  if (!adverb.endsWith('ly') || unlikeAdverbs.has(adverb)) return false
  const base = adverb.slice(0, -2)
  if (base === adjective || `${base}le` === adjective || `${base}e` === adjective) return true
  return `${base.slice(0, -1)}y` === adjective
    ? base.endsWith('i')
    : base.endsWith('al') && base.slice(0, -2) === adjective
}

const isPlain = ({ kind, word }: Token) => kind === 'word' && word.length > 2

/** Whether one word can stand for the other where both questions are the same but for them. The same both ways. */
export function areInterchangeable(a: Token, b: Token): boolean {
  if (!isPlain(a) || !isPlain(b)) return false
  if (neighbours.get(stem(a.word))?.has(stem(b.word)) === true) return true
  return isAdverbOf(a.word, b.word) || isAdverbOf(b.word, a.word)
}
