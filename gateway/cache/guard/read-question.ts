import { toActiveVoice } from './active-voice.ts'
import { moveAdjectives } from './adjectives.ts'
import { askedBy } from './asked-by.ts'
import { turnAskers } from './askers.ts'
import {
  addressTexts,
  asksWhich,
  dropRelativeWhere,
  moveAdverbs,
  moveInstrument,
  moveLength,
  partPlurals,
  readFirstVerb,
  sortAdverbs,
  unifyParts,
} from './clauses.ts'
import { wordSet } from './data/word-list.ts'
import { expandWords } from './expand-words.ts'
import { foreignReason } from './foreign.ts'
import { type Item, isNoun, mark, token } from './item.ts'
import type { Lexeme } from './lexeme.ts'
import { readLightWords } from './light-words.ts'
import {
  dropObjectOf,
  markModifiers,
  readVerbsAsNouns,
  sortCoordination,
  sortDirections,
  turnGenitives,
} from './noun-phrases.ts'
import { moveParticles } from './particles.ts'
import type { Asking, Question, Sentence } from './question.ts'
import { readAmounts } from './read-amounts.ts'
import { ItemReader } from './read-items.ts'
import { readLexemes } from './read-lexemes.ts'
import { readOpening } from './read-opening.ts'
import { dropImplied, frontSetting, unifyVerbs } from './settings.ts'
import { joinTails } from './tails.ts'
import { readMeans, unifyWording } from './wording.ts'

/** A title writes every word with a capital letter: there, capitals are no sign of a name. */
function withoutTitleCase(lexemes: readonly Lexeme[]): readonly Lexeme[] {
  const words = lexemes.filter(({ kind, text }) => kind === 'word' && text.length > 1)
  const capitals = words.filter(({ text }) => /^\p{Lu}/u.test(text)).length
  const isShouted = words.length > 2 && words.every(({ text }) => text === text.toUpperCase())
  if (!isShouted && (words.length < 4 || capitals < 0.8 * words.length)) return lexemes
  return lexemes.map(piece => ({
    ...piece,
    capital: false,
    text: isShouted && piece.kind === 'word' ? piece.value : piece.text,
  }))
}

function sentencesOf(lexemes: readonly Lexeme[]): readonly (readonly Lexeme[])[] {
  const sentences: Lexeme[][] = [[]]
  for (const piece of lexemes) {
    if (piece.kind === 'end') sentences.push([])
    else sentences.at(-1)?.push(piece)
  }
  return sentences.filter(sentence => sentence.some(({ kind }) => kind !== 'stop'))
}

/** `isn't X working` and `is X not working` deny the same: the denial is put in front of the verb, or else at the end. */
function moveNegations(items: Item[]): void {
  let hasHelper = false
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at] as Item
    if (/^(?:be|aux|subject-follows)$/.test(item.mark ?? '')) hasHelper = true
    else if (item.isVerb || item.mark === 'stop' || item.mark === 'that') hasHelper = false
    // Of `not every X` and `every X not` only one denies all.
    else if (
      item.kind === 'negation' &&
      item.key === 'not' &&
      hasHelper &&
      items[at + 1]?.kind !== 'quantifier'
    ) {
      let target = at + 1
      while (
        target < items.length &&
        !items[target]?.isVerb &&
        !/^(?:stop|that)$/.test(items[target]?.mark ?? '')
      )
        target += 1
      items.splice(target, 0, item)
      items.splice(at, 1)
      at = target
      hasHelper = false
    }
  }
}

/** The noun behind `did` is who does it, where the question asks for what it is done to. */
function markSubjects(items: readonly Item[]): void {
  let isSubject = false
  for (const item of items) {
    if (item.mark === 'subject-follows') isSubject = true
    else if (item.isVerb || item.mark === 'stop' || item.mark === 'preposition') isSubject = false
    else if (isSubject && isNoun(item) && item.role === '') item.role = 'subject'
  }
}

const joining = new Set(['from', 'to', 'with', 'versus', 'than'])

/** `how does X differ from Y`, `the difference between X and Y` and `X versus Y` are one question. */
function unifyDifferences(items: Item[], differs: boolean): boolean {
  const asks = differs || items.some(({ key, role }) => key === 'differ' && !/^(?:of|for|about)$/.test(role))
  const versus = items.some(({ mark: name, role }) => name === 'preposition' && role === 'versus')
  if (!asks && !versus) return false
  for (const [at, item] of items.entries()) {
    if (item.mark === 'preposition' && joining.has(item.role)) items[at] = mark('and')
    else if (
      item.mark === undefined &&
      (joining.has(item.role) || item.role === 'between' || item.role === 'of' || item.role === 'subject')
    )
      item.role = ''
  }
  const others = items.filter(({ key }) => key !== 'differ')
  items.splice(0, items.length, token('word', 'difference', 'differ', true), mark('stop'), ...others)
  const isLast = (at: number) => items[at + 1] === undefined || items[at + 1]?.mark !== undefined
  for (let at = items.length - 1; at > 0; at -= 1) {
    const item = items[at] as Item
    const same =
      item.mark === undefined && isLast(at)
        ? items.findIndex(({ key }, index) => index > 0 && index < at && key === item.key && isLast(index))
        : -1
    if (same > 1 && items[same - 1]?.mark === undefined) items.splice(same, 1)
  }
  return true
}

/** Who is the author is who wrote it: the tense says nothing there. */
const agentNouns = wordSet('author writer inventor founder discoverer painter composer director creator')

/** Brings what a sentence says into one order and one form. Gives back what it asks for. */
function arrange(items: Item[], opened: Asking, differs: boolean): Asking {
  if (opened === 'thing' || opened === 'who') markSubjects(items)
  toActiveVoice(items, opened === 'thing')
  turnAskers(items)
  readVerbsAsNouns(items)
  readMeans(items)
  const compared: Asking = unifyDifferences(items, differs) && opened !== 'way' ? 'thing' : opened
  const unified = unifyWording(items, compared)
  const asking = asksWhich(items, unified) ? 'thing' : unified
  unifyParts(items, asking)
  moveLength(items)
  sortAdverbs(items)
  moveAdverbs(items)
  addressTexts(items)
  dropImplied(items)
  moveAdjectives(items, opened === 'thing')
  sortDirections(items)
  sortCoordination(items)
  dropObjectOf(items)
  markModifiers(items)
  turnGenitives(items)
  frontSetting(items)
  return asking
}

function readSentence(pieces: readonly Lexeme[]): Sentence {
  const { asking: opened, tense: openingTense, rest, differs, gives, hedge } = readOpening(pieces)
  const { items, modals } = new ItemReader(rest, opened).read()
  moveNegations(items)
  readFirstVerb(items, opened)
  moveInstrument(items, opened)
  dropRelativeWhere(items)
  partPlurals(items)
  // The bones that are in a body are those of it.
  const be = items.findIndex(({ mark: name }) => name === 'be')
  if (opened === 'how-many' && items[be + 1]?.mark === 'preposition') items.splice(be, 1)
  const isPassive = items.some(({ mark: name }) => name === 'be')
  const asking = arrange(items, opened, differs)
  const begins = items.find(
    item => item.mark === undefined && item.role !== 'setting' && !/ly$/.test(item.word),
  )
  const hasAgent = items.some(({ role }) => role === 'subject')
  const isWay =
    asking === 'how' && isPassive && !hasAgent && openingTense !== 'past' && begins?.isVerb === true
  unifyVerbs(items, isWay ? 'way' : asking, gives)
  const tokens = items.filter(item => item.mark === undefined)
  if (isWay)
    return {
      asking: 'way',
      tense: openingTense,
      modals: modals.filter(modal => !/^(?:can|should|would)$/.test(modal)),
      tokens,
    }
  const tense =
    opened === 'who' && tokens.some(({ word: said }) => agentNouns.has(said)) ? undefined : openingTense
  // `when to use it` is when one should, and `what to use` is what should be used.
  const isToBeDone = rest[0]?.value === 'to' && (opened === 'thing' || opened === 'when' || opened === 'who')
  const first = tokens[0]
  if (isToBeDone && opened !== 'when' && first?.isVerb === true && first.key !== 'do') first.role = 'passive'
  return {
    asking: askedBy(pieces, asking, tokens, hedge),
    tense,
    modals: isToBeDone ? [...modals, 'should'] : modals,
    tokens,
  }
}

/** Reads a question into what it asks for and what it speaks of. Takes time that grows with the length of the text. */
export function readQuestion(text: string): Question {
  const lexemes = readLexemes(text)
  const pieces = readAmounts(readLightWords(expandWords(moveParticles(withoutTitleCase(lexemes)))))
  const sentences = joinTails(sentencesOf(pieces)).map(readSentence)
  return {
    text,
    foreign: foreignReason(lexemes),
    sentences,
    tokens: sentences.flatMap(({ tokens }) => tokens),
  }
}
