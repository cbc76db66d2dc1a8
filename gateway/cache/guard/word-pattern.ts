import { wordSet } from './data/word-list.ts'
import type { Lexeme } from './lexeme.ts'

type FitsKind = (piece: Lexeme) => boolean

/** One part of a pattern: a word, a gap of a few words, or a border of the clause, which has no length. */
export interface Part {
  /** As it is written in the pattern. */
  readonly text: string
  readonly is: 'start' | 'end' | 'gap' | 'word'
  readonly words: ReadonlySet<string>
  /** Instead of `words`. */
  readonly fits: FitsKind | undefined
  readonly isOptional: boolean
}

const longestGap = 6
const endsClause = wordSet('in on with using at by without when and so but please')
/** What stands between these has a verb of its own, or is denied. */
const endsGap = wordSet('to that who which what not never no want wants need needs must should')
const borders: Readonly<Record<string, Part['is']>> = { '^': 'start', $: 'end', '*': 'gap', '**': 'gap' }

/** Reads a part: `a|b`, `a?`, a kind of word, a gap or a border. */
export function readPattern(text: string, kinds: Readonly<Record<string, FitsKind>>): Part {
  const plain = text.replace(/\?$/, '')
  return {
    text,
    is: borders[text] ?? 'word',
    words: new Set(plain.split('|')),
    fits: kinds[plain],
    isOptional: text.endsWith('?'),
  }
}

/** Where each word of a text stands. */
export function placesOf(pieces: readonly Lexeme[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [at, { kind, value }] of pieces.entries()) {
    if (kind !== 'word') continue
    const known = places.get(value)
    if (known === undefined) places.set(value, [at])
    else known.push(at)
  }
  return places
}

const isStop = (piece: Lexeme | undefined) =>
  piece === undefined || piece.kind === 'stop' || piece.kind === 'end'

/** The numbers of pieces that the parts take from a place on, or undefined where the pattern does not fit there. */
export function spansAt(
  parts: readonly Part[],
  pieces: readonly Lexeme[],
  start: number,
): readonly number[] | undefined {
  const spans: number[] = []
  return fitsFrom(parts, pieces, start, 0, spans) ? spans : undefined
}

function fitsFrom(
  parts: readonly Part[],
  pieces: readonly Lexeme[],
  at: number,
  index: number,
  spans: number[],
): boolean {
  const part = parts[index]
  if (part === undefined) return true
  const goesOn = (length: number) => {
    spans[index] = length
    return fitsFrom(parts, pieces, at + length, index + 1, spans)
  }
  const piece = pieces[at]
  if (part.is === 'start') return isStop(pieces[at - 1]) && goesOn(0)
  if (part.is === 'end')
    return (isStop(piece) || (piece?.kind === 'word' && endsClause.has(piece.value))) && goesOn(0)
  if (part.is === 'gap') {
    for (let length = 1; length <= longestGap; length += 1) {
      if (endsGapAt(pieces[at + length - 1])) return false
      if (goesOn(length)) return true
    }
    return false
  }
  return (piece !== undefined && isOf(part, piece) && goesOn(1)) || (part.isOptional && goesOn(0))
}

const endsGapAt = (piece: Lexeme | undefined) =>
  isStop(piece) || (piece?.kind === 'word' && endsGap.has(piece.value))

const isOf = ({ fits, words }: Part, piece: Lexeme) =>
  fits === undefined ? piece.kind === 'word' && words.has(piece.value) : fits(piece)
