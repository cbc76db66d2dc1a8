// The character classes that the two split patterns distinguish, as tiktoken's regular expressions (Rust, Unicode 16) define
// them.

/** Each class is one bit, so that a mask can stand for several classes. Every code point has exactly one class. */
export const characterClass = {
  other: 1,
  upper: 2, // \p{Lu} \p{Lt}
  lower: 4, // \p{Ll}
  letter: 8, // \p{Lm} \p{Lo}: letters that can be in both halves of a word in o200k_base's pattern
  mark: 16,
  number: 32,
  space: 64, // \s without \r and \n
  newline: 128, // \r \n
} as const

export interface CharacterClasses {
  /** The class of each code point, or 0 if `of` was not called for it yet. ASCII is always filled in. */
  readonly known: Uint8Array
  /** Gives the class of a code point or lone surrogate. The first call for a page of 256 code points fills in that page. */
  of(codePoint: number): number
}

const byProperty = [
  [/[\p{Lu}\p{Lt}]/u, characterClass.upper],
  [/\p{Ll}/u, characterClass.lower],
  [/[\p{Lm}\p{Lo}]/u, characterClass.letter],
  [/\p{M}/u, characterClass.mark],
  [/\p{N}/u, characterClass.number],
  [/[\r\n]/, characterClass.newline],
  // Not \s: in JavaScript \s matches U+FEFF and not U+0085, while Unicode's White_Space is the other way round.
  [/\p{White_Space}/u, characterClass.space],
] as const

// Letters, marks and numbers that were added with Unicode 17. V8 knows them, but tiktoken's Unicode 16 does not.
const laterThanUnicode16 =
  '88f c5c cdc 1acf-1add 1ae0-1aeb a7ce-a7cf a7d2 a7d4 a7f1 10940-10959 10ec5-10ec7 10efa-10efb 11b60-11b67 ' +
  '11db0-11ddb 11de0-11de9 16ea0-16eb8 16ebb-16ed3 16ff2-16ff6 187f8-187ff 18d09-18d1e 18d80-18df2 ' +
  '1e6c0-1e6de 1e6e0-1e6f5 1e6fe-1e6ff 2b73a-2b73f 2cea2-2cead 323b0-33479'

const laterRanges = laterThanUnicode16.split(' ').map(range => {
  const [first = '', last = first] = range.split('-')
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const
})

const glottalStop = 0x295 // Ll in Unicode 16, Lo in 17

const pageSize = 0x100
const pageOffsets = Array.from({ length: pageSize }, (_, offset) => offset)
const anyProperty = /[\p{L}\p{M}\p{N}\p{White_Space}]/u
const lettersOnly = /^[\p{Lm}\p{Lo}]+$/u

export const codePoints = 0x110000

/**
 * Makes a table of 1.1 MB. Only the pages that are used take memory. `known` may be given to use a table that is already
 * filled, or shared with other threads.
 */
export function createCharacterClasses(known: Uint8Array = new Uint8Array(codePoints)): CharacterClasses {
  function of(codePoint: number): number {
    const found = known[codePoint] as number
    return found === 0 ? fillPage(codePoint) : found
  }

  function fillPage(codePoint: number): number {
    const first = codePoint & -pageSize
    const end = first + pageSize
    const page = String.fromCodePoint(...pageOffsets.map(offset => first + offset))
    // Most pages contain only unassigned code points or only ideographs, and are filled at once. So even a text that needs
    // every page takes only about 50 ms.
    if (!anyProperty.test(page)) known.fill(characterClass.other, first, end)
    else if (lettersOnly.test(page)) known.fill(characterClass.letter, first, end)
    else known.set(Array.from(page, classify), first)
    for (const [from, to] of laterRanges)
      known.fill(characterClass.other, Math.max(from, first), Math.min(to + 1, end))
    if (glottalStop >= first && glottalStop < end) known[glottalStop] = characterClass.lower
    return known[codePoint] as number
  }

  of(0)
  return { known, of }
}

/** Fills in the classes of all code points, in about 90 ms, so that later look-ups need no filling. */
export function fillCharacterClasses({ of }: CharacterClasses): void {
  for (let codePoint = 0; codePoint < codePoints; codePoint += pageSize) of(codePoint)
}

function classify(character: string): number {
  return byProperty.find(([pattern]) => pattern.test(character))?.[1] ?? characterClass.other
}
