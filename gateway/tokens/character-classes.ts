// The character classes that the two split patterns tell apart, as tiktoken's regular expressions (Rust, Unicode 16) see them.

/** One bit a class, so that a set of classes is one mask. No code point has two, and none has 0. */
export const characterClass = {
  other: 1,
  upper: 2, // \p{Lu} \p{Lt}
  lower: 4, // \p{Ll}
  letter: 8, // \p{Lm} \p{Lo}: letters that take part in both halves of o200k_base's words
  mark: 16,
  number: 32,
  space: 64, // \s but \r and \n
  newline: 128, // \r \n
} as const

export interface CharacterClasses {
  /** By code point; 0 where `of` has not been asked yet. ASCII is always filled in. */
  readonly known: Uint8Array
  /** The class of a code point or lone surrogate, filling in its page of 256 at the first touch. */
  of(codePoint: number): number
}

const byProperty = [
  [/[\p{Lu}\p{Lt}]/u, characterClass.upper],
  [/\p{Ll}/u, characterClass.lower],
  [/[\p{Lm}\p{Lo}]/u, characterClass.letter],
  [/\p{M}/u, characterClass.mark],
  [/\p{N}/u, characterClass.number],
  [/[\r\n]/, characterClass.newline],
  // Not \s: JavaScript's has U+FEFF and lacks U+0085, the reverse of Unicode's White_Space.
  [/\p{White_Space}/u, characterClass.space],
] as const

// Letters, marks and numbers that came with Unicode 17: V8 knows them, tiktoken's Unicode 16 does not.
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

/** A table of 1.1 MB, of which only the touched pages become memory; `known` is one that is filled already, or shared. */
export function createCharacterClasses(known: Uint8Array = new Uint8Array(codePoints)): CharacterClasses {
  function of(codePoint: number): number {
    const found = known[codePoint] as number
    return found === 0 ? fillPage(codePoint) : found
  }

  function fillPage(codePoint: number): number {
    const first = codePoint & -pageSize
    const end = first + pageSize
    const page = String.fromCodePoint(...pageOffsets.map(offset => first + offset))
    // Most pages are all unassigned or all ideographs, so that even text that touches every page costs some 50 ms only.
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

/** Looks at every code point, in some 90 ms, so that nobody who uses the table has to. */
export function fillCharacterClasses({ of }: CharacterClasses): void {
  for (let codePoint = 0; codePoint < codePoints; codePoint += pageSize) of(codePoint)
}

function classify(character: string): number {
  return byProperty.find(([pattern]) => pattern.test(character))?.[1] ?? characterClass.other
}
