// Cuts UTF-8 text into the pieces that the encodings' regular expressions match, without running these: V8's backtracking
// overflows its stack on giant pieces, and scans only about 20 MB/s. The patterns are those of the tiktoken package.
// (js-tiktoken's patterns list the contractions in both cases, and so miss U+017F, which (?i:'s) matches.)
import { createAsciiWalk } from './ascii-walk.ts'
import { type CharacterClasses, characterClass } from './character-classes.ts'
import { createScanner, type Scanner } from './scanner.ts'

export type EncodingName = 'o200k_base' | 'cl100k_base'

/** Gives the end of the piece that begins at `start`. `bytes` must be valid UTF-8 up to `end`, and `start` < `end`. */
export type PieceEnd = (bytes: Uint8Array, start: number, end: number) => number

const { other, upper, lower, letter, mark, number, newline } = characterClass
const anyLetter = upper | lower | letter
const wordHead = upper | letter | mark
const wordTail = lower | letter | mark
const blank = 0x20

export function createSplitter(name: EncodingName, classes: CharacterClasses): PieceEnd {
  const scanner = createScanner(classes)
  const wholePatternEnd = name === 'o200k_base' ? o200kBase(scanner) : cl100kBase(scanner)
  return createAsciiWalk(name, classes, scanner.spaceEnd, wholePatternEnd)
}

/**
 * With H = [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}] and T = [\p{Ll}\p{Lm}\p{Lo}\p{M}]:
 * [^\r\n\p{L}\p{N}]?H*T+(?i:'s|'t|'re|'ve|'m|'ll|'d)? | [^\r\n\p{L}\p{N}]?H+T*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 * | \p{N}{1,3} | ?[^\s\p{L}\p{N}]+[\r\n/]* | \s*[\r\n]+ | \s+(?!\S) | \s+
 */
function o200kBase({
  classAt,
  next,
  runEnd,
  numberEnd,
  contractionEnd,
  tailEnd,
  spaceEnd,
}: Scanner): PieceEnd {
  /** Gives the end of H*T+, else of H+, from `start` on. Returns `start` if neither matches. */
  function wordEnd(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    let afterShared = start
    for (let found = classAt(bytes, at, end); (found & wordHead) !== 0; found = classAt(bytes, at, end)) {
      at = next(bytes, at)
      if ((found & upper) === 0) afterShared = at
    }
    if ((classAt(bytes, at, end) & lower) !== 0) return runEnd(bytes, at, end, wordTail)
    // H* has to give back characters until it ends before one that is in T too. That one becomes T+, and the rest is left
    // for the next piece.
    return afterShared > start ? afterShared : at
  }

  return (bytes, start, end) => {
    const first = classAt(bytes, start, end)
    // A mark could also match as the optional first character. The piece ends at the same place if it matches as part of H.
    if ((first & (anyLetter | mark)) !== 0) return contractionEnd(bytes, wordEnd(bytes, start, end), end)
    if (first === number) return numberEnd(bytes, start, end)
    const second = next(bytes, start)
    if (first !== newline) {
      const word = wordEnd(bytes, second, end)
      if (word > second) return contractionEnd(bytes, word, end)
      if (first === other) return tailEnd(bytes, runEnd(bytes, second, end, other | mark), end, true)
      if (bytes[start] === blank && classAt(bytes, second, end) === other)
        return tailEnd(bytes, runEnd(bytes, second, end, other | mark), end, true)
    }
    return spaceEnd(bytes, start, end)
  }
}

/**
 * (?i:'s|'t|'re|'ve|'m|'ll|'d) | [^\r\n\p{L}\p{N}]?\p{L}+ | \p{N}{1,3} | ?[^\s\p{L}\p{N}]+[\r\n]*
 * | \s*[\r\n]+ | \s+(?!\S) | \s+
 */
function cl100kBase({
  classAt,
  next,
  runEnd,
  numberEnd,
  contractionEnd,
  tailEnd,
  spaceEnd,
}: Scanner): PieceEnd {
  return (bytes, start, end) => {
    const first = classAt(bytes, start, end)
    if ((first & anyLetter) !== 0) return runEnd(bytes, start, end, anyLetter)
    if (first === number) return numberEnd(bytes, start, end)
    const contraction = contractionEnd(bytes, start, end)
    if (contraction > start) return contraction
    const second = next(bytes, start)
    if (first !== newline) {
      const word = runEnd(bytes, second, end, anyLetter)
      if (word > second) return word
      if ((first & (other | mark)) !== 0)
        return tailEnd(bytes, runEnd(bytes, second, end, other | mark), end, false)
      if (bytes[start] === blank && (classAt(bytes, second, end) & (other | mark)) !== 0)
        return tailEnd(bytes, runEnd(bytes, second, end, other | mark), end, false)
    }
    return spaceEnd(bytes, start, end)
  }
}
