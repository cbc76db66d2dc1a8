import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { characterClass, createCharacterClasses } from '../../../gateway/tokens/character-classes.ts'
import { createSplitter, type EncodingName } from '../../../gateway/tokens/splitter.ts'
import { anyText } from './any-text.ts'

// The patterns of the tiktoken package, with Rust's \s and \S spelt out, because JavaScript's are other characters.
const contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
const head = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]'
const tail = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]'
const spaces = '\\p{White_Space}*[\\r\\n]+|\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+'
const patterns: Record<EncodingName, string> = {
  o200k_base:
    `[^\\r\\n\\p{L}\\p{N}]?${head}*${tail}+${contraction}?|[^\\r\\n\\p{L}\\p{N}]?${head}+${tail}*${contraction}?|` +
    `\\p{N}{1,3}| ?[^\\p{White_Space}\\p{L}\\p{N}]+[\\r\\n/]*|${spaces}`,
  cl100k_base:
    `${contraction}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|` +
    ` ?[^\\p{White_Space}\\p{L}\\p{N}]+[\\r\\n]*|${spaces}`,
}

const classes = createCharacterClasses()

/** Code points that V8's newer Unicode classes otherwise than tiktoken's; character-classes.test.ts covers them. */
function isNewer(character: string): boolean {
  const found = classes.of(character.codePointAt(0) ?? 0)
  return (found === characterClass.other && /[\p{L}\p{M}\p{N}]/u.test(character)) || character === '\u0295'
}

describe.each(['o200k_base', 'cl100k_base'] as const)('the %s splitter', name => {
  const pieceEnd = createSplitter(name, classes)
  const pattern = new RegExp(patterns[name], 'gu')

  function split(text: string): string[] {
    const bytes = Buffer.from(text)
    const pieces: string[] = []
    for (let start = 0, end = 0; start < bytes.length; start = end) {
      end = pieceEnd(bytes, start, bytes.length)
      pieces.push(bytes.toString('utf8', start, end))
    }
    return pieces
  }

  test('cuts every text of up to five characters, one of each kind, as the regular expression does', () => {
    const kinds = ['s', 'L', '1', ' ', '\t', '\n', '/', "'", '!', '中', '\u0301']
    const different: string[] = []
    for (let length = 1, texts = ['']; length <= 5; length++) {
      texts = texts.flatMap(text => kinds.map(kind => text + kind))
      for (const text of texts)
        if (split(text).join('\0') !== (text.match(pattern) ?? []).join('\0')) different.push(text)
    }
    expect(different).toEqual([])
  })

  test.each([11, 12, 13])('cuts any text as the regular expression does (seed %i)', seed => {
    fc.assert(
      fc.property(anyText, raw => {
        const text = [...raw.toWellFormed()].filter(character => !isNewer(character)).join('')
        expect(split(text)).toEqual(text.match(pattern) ?? [])
      }),
      { seed, numRuns: 2000 },
    )
  })

  test('takes a piece of a million characters', () => {
    for (const part of ['a', 'A', ' ', '中', '!', '\n', '\u0301']) {
      const pieces = split(part.repeat(1_000_000))
      expect(pieces.map(piece => piece.length)).toEqual([1_000_000])
    }
  })
})
