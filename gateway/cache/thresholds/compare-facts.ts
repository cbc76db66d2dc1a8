import { compareAntonyms } from '../guard/antonyms.ts'
import { type Matched, matchTokens } from '../guard/match-tokens.ts'
import type { Question, Token, TokenKind } from '../guard/question.ts'
import { compareRoles } from '../guard/roles.ts'
import type { AnswerParts } from './read-answer.ts'

export type Facts = 'agree' | 'contradict' | 'unsure'

/** In an answer of so few words, each fact is what was asked for. In longer ones, many are told by the way. */
export const shortAnswerWords = 60

const amounts: readonly TokenKind[] = ['number', 'unit', 'percentage', 'currency', 'date', 'time', 'version']
const names: readonly TokenKind[] = ['name', 'acronym', 'language']
const literals: readonly TokenKind[] = ['quoted', 'code', 'identifier', 'path', 'url']
const logic: readonly TokenKind[] = ['quantifier', 'degree']

const isOf = (kinds: readonly TokenKind[]) => (token: Token) => kinds.includes(token.kind)

/** Of two answers that use nearly the same words, the few others are what differs. */
const nearlyTheSame = 0.6

/** In a sentence of so few words that mean something, their order says who does what. */
const briefTokens = 10

const negations = (tokens: readonly Token[]) => tokens.filter(({ kind }) => kind === 'negation').length

/** The tokens whose meaning the other answer nowhere has. How often something is said means nothing in an answer. */
function onlyIn(tokens: readonly Token[], other: readonly Token[]): readonly Token[] {
  const keys = new Set(other.map(({ key }) => key))
  return tokens.filter(({ key }) => !keys.has(key))
}

function sharesMostWords(tokens: readonly Token[], missing: readonly Token[]): boolean {
  const words = new Set(tokens.map(({ key }) => key))
  const others = new Set(missing.map(({ key }) => key))
  return others.size > 0 && 1 - others.size / words.size >= nearlyTheSame
}

/** `the second` of one answer may be `the other` in another one: an ordinal says nothing where the other answer has none. */
const isOrdinal = ({ key }: Token) => key.startsWith('#')

const bagOf = (text: string) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).sort().join(' ')

const keysOf = (tokens: readonly Token[], shared: ReadonlySet<string>) =>
  [...new Set(tokens.filter(isOf([...amounts, ...names])).map(({ key }) => key))].filter(key =>
    shared.has(key),
  )

/**
 * True where a reworded answer may say its words of other things: `A owes B`, or `cats may and dogs may not`. Told by what can be taken the
 * wrong way round: the very same words, names or amounts in another order, a denial, or two opposites.
 */
function mayTurnRound({ stored, asked }: Matched): boolean {
  if (bagOf(stored.text) === bagOf(asked.text)) return true
  const storedKeys = new Set(stored.tokens.map(({ key }) => key))
  const shared = new Set(asked.tokens.map(({ key }) => key).filter(key => storedKeys.has(key)))
  if (keysOf(stored.tokens, shared).join() !== keysOf(asked.tokens, shared).join()) return true
  const { tokens } = asked
  return (
    negations(tokens) > 0 ||
    compareAntonyms({ stored, asked, onlyStored: tokens, onlyAsked: tokens }) !== undefined
  )
}

/** What the prose of two answers says, read as the guard reads questions. */
function compareProse(fresh: Question, stored: Question, isShort: boolean): Facts {
  const matched = matchTokens(stored, fresh)
  const onlyStored = onlyIn(matched.stored.tokens, matched.asked.tokens)
  const onlyAsked = onlyIn(matched.asked.tokens, matched.stored.tokens)
  const comparison = { ...matched, onlyStored, onlyAsked }
  for (const kinds of [amounts, names, literals]) {
    const isKind = isOf(kinds)
    if (isShort && onlyStored.some(isKind) && onlyAsked.some(isKind)) return 'contradict'
  }
  if (compareAntonyms(comparison) !== undefined) return isShort ? 'contradict' : 'unsure'
  const left = [...onlyStored, ...onlyAsked]
  const isHard = isOf([...amounts, ...names, ...literals])
  if (left.some(token => isHard(token) && !isOrdinal(token))) return 'unsure'
  if (onlyStored.some(isOrdinal) && onlyAsked.some(isOrdinal)) return 'unsure'
  const [storedNegations, freshNegations] = [
    negations(matched.stored.tokens),
    negations(matched.asked.tokens),
  ]
  if (isShort ? storedNegations !== freshNegations : (storedNegations === 0) !== (freshNegations === 0))
    return 'unsure'
  if (!isShort) return 'agree'
  if (left.some(isOf(logic))) return 'unsure'
  const order = compareRoles(matched)
  const isBrief = Math.min(matched.stored.tokens.length, matched.asked.tokens.length) < briefTokens
  if (order !== undefined && (isBrief || order.rule === 'roles' || mayTurnRound(matched))) return 'unsure'
  const areWordsSwapped =
    sharesMostWords(matched.stored.tokens, onlyStored) && sharesMostWords(matched.asked.tokens, onlyAsked)
  return areWordsSwapped ? 'unsure' : 'agree'
}

/** Longer lists are not matched: that takes the square of their length. */
const itemsAtMost = 100

const wordsOf = (item: string) => new Set(item.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [])

/** True if each item has its own in the other list that shares half of the shorter one's words, in the same order if that means something. */
function doListsMatch(fresh: AnswerParts, stored: AnswerParts): boolean {
  if (fresh.items.length !== stored.items.length || fresh.items.length > itemsAtMost) return false
  const free = stored.items.map(wordsOf)
  const places = fresh.items.map(item => {
    const words = wordsOf(item)
    const place = free.findIndex(other => {
      const shared = [...words].filter(word => other.has(word)).length
      return shared > 0 && shared >= 0.5 * Math.min(words.size, other.size)
    })
    if (place >= 0) free[place] = new Set()
    return place
  })
  if (places.includes(-1)) return false
  const isOrdered = fresh.isNumbered && stored.isNumbered
  return !isOrdered || places.every((place, at) => place === at)
}

/** Compares what two answers say. The questions are the answers' prose, as the guard read it. */
export function compareFacts(
  fresh: AnswerParts & { readonly read: Question },
  stored: AnswerParts & { readonly read: Question },
): Facts {
  const openings = [fresh.opening, stored.opening]
  if (openings.includes('yes') && openings.includes('no')) return 'contradict'
  const isShort = Math.min(fresh.wordCount, stored.wordCount) <= shortAnswerWords
  const prose = compareProse(fresh.read, stored.read, isShort)
  if (prose === 'contradict') return prose
  if (fresh.read.foreign !== undefined || stored.read.foreign !== undefined) return 'unsure'
  if (fresh.code.join('\n') !== stored.code.join('\n') || !doListsMatch(fresh, stored)) return 'unsure'
  return prose
}
