import { Tiktoken } from 'tiktoken'
import { expect, test } from 'vitest'
import { characterClass, createCharacterClasses } from '../../../gateway/tokens/character-classes.ts'

const byteTokens = Array.from({ length: 0x100 }, (_, byte) => Buffer.from([byte]).toString('base64')).join(
  ' ',
)

/** The code points that tiktoken's own regular expressions match: what no piece covers, it leaves out. */
function matchedByTiktoken(pattern: string): Set<number> {
  const tiktoken = new Tiktoken(`! 0 ${byteTokens}`, {}, pattern)
  const matched = new Set<number>()
  for (let first = 0; first < 0x110000; first += 0x800) {
    if (first === 0xd800) continue // surrogates
    const all = String.fromCodePoint(...Array.from({ length: 0x800 }, (_, index) => first + index))
    const found = Buffer.from(tiktoken.encode_ordinary(all)).toString('utf8')
    for (const character of found) matched.add(character.codePointAt(0) ?? 0)
  }
  tiktoken.free()
  return matched
}

test.each([
  ['[\\p{Lu}\\p{Lt}]', characterClass.upper],
  ['\\p{Ll}', characterClass.lower],
  ['[\\p{Lm}\\p{Lo}]', characterClass.letter],
  ['\\p{M}', characterClass.mark],
  ['\\p{N}', characterClass.number],
  ['[^\\S\\r\\n]', characterClass.space],
  ['[\\r\\n]', characterClass.newline],
  ['[^\\s\\p{L}\\p{M}\\p{N}]', characterClass.other],
])('sees as %s exactly the code points that tiktoken does', (pattern, wanted) => {
  const classes = createCharacterClasses()
  const expected = matchedByTiktoken(pattern)
  const different: string[] = []
  for (let codePoint = 0; codePoint < 0x110000; codePoint++) {
    if (codePoint >= 0xd800 && codePoint < 0xe000) continue
    if ((classes.of(codePoint) === wanted) !== expected.has(codePoint)) different.push(codePoint.toString(16))
  }
  expect(expected.size).toBeGreaterThan(1)
  expect(different).toEqual([])
})

test('takes lone surrogates for other characters, as the replacement character is', () => {
  const classes = createCharacterClasses()
  expect(classes.of(0xd800)).toBe(characterClass.other)
  expect(classes.of(0xfffd)).toBe(characterClass.other)
})
