// What the two split patterns have in common. Works on UTF-8 bytes.

import { type CharacterClasses, characterClass } from './character-classes.ts'
import { codePointAt, widthOf } from './utf8.ts'

export type Scanner = ReturnType<typeof createScanner>

const { number, space, newline } = characterClass
const lineFeed = 0x0a
const carriageReturn = 0x0d
const apostrophe = 0x27
const slash = 0x2f

/**
 * Every function takes bytes that are valid UTF-8 up to `end`, and the position of a character's first byte. Each returns a
 * byte position, except `classAt`.
 */
export function createScanner({ known, of }: CharacterClasses) {
  /** Gives the class of the character at `at`, or 0 at the end. */
  function classAt(bytes: Uint8Array, at: number, end: number): number {
    if (at >= end) return 0
    const lead = bytes[at] as number
    if (lead < 0x80) return known[lead] as number
    const codePoint = codePointAt(bytes, at)
    const found = known[codePoint] as number
    return found === 0 ? of(codePoint) : found
  }

  /** Gives the end of the run of characters whose class is in the mask. */
  function runEnd(bytes: Uint8Array, start: number, end: number, mask: number): number {
    let at = start
    while (at < end) {
      const lead = bytes[at] as number
      if (lead < 0x80) {
        if (((known[lead] as number) & mask) === 0) return at
        at++
      } else {
        if ((classAt(bytes, at, end) & mask) === 0) return at
        at = next(bytes, at)
      }
    }
    return at
  }

  /** Matches \p{N}{1,3}. */
  function numberEnd(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    for (let digits = 0; digits < 3 && classAt(bytes, at, end) === number; digits++) at = next(bytes, at)
    return at
  }

  /** Matches \s*[\r\n]+|\s+(?!\S)|\s+. The first character must match \s. */
  function spaceEnd(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    let last = start
    let afterNewline = start
    for (let found = classAt(bytes, at, end); (found & (space | newline)) !== 0; ) {
      last = at
      at = next(bytes, at)
      if (found === newline) afterNewline = at
      found = classAt(bytes, at, end)
    }
    if (afterNewline > start) return afterNewline
    return at === end || last === start ? at : last
  }

  return { classAt, runEnd, numberEnd, spaceEnd, next, contractionEnd, tailEnd }
}

function next(bytes: Uint8Array, at: number): number {
  return at + widthOf(bytes[at] as number)
}

/** Matches (?i:'s|'t|'re|'ve|'m|'ll|'d)? and returns `at` if there is no contraction. */
function contractionEnd(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== apostrophe || at + 1 >= end) return at
  const first = bytes[at + 1] as number
  const second = at + 2 < end ? (bytes[at + 2] as number) : 0
  switch (first | 0x20) {
    case 0x73: // s
    case 0x74: // t
    case 0x6d: // m
    case 0x64: // d
      return at + 2
    case 0x72: // re
    case 0x76: // ve
      return (second | 0x20) === 0x65 ? at + 3 : at
    case 0x6c: // ll
      return (second | 0x20) === 0x6c ? at + 3 : at
    default:
      // A case-insensitive match takes U+017F, the long s, for an s.
      return first === 0xc5 && second === 0xbf ? at + 3 : at
  }
}

/** Matches [\r\n]*, or [\r\n/]* if `withSlashes` is true. */
function tailEnd(bytes: Uint8Array, start: number, end: number, withSlashes: boolean): number {
  let at = start
  while (at < end) {
    const byte = bytes[at]
    if (byte !== lineFeed && byte !== carriageReturn && !(withSlashes && byte === slash)) return at
    at++
  }
  return at
}
