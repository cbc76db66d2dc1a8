import fc from 'fast-check'
import { getEncoding } from 'js-tiktoken'
import { get_encoding } from 'tiktoken'
import { afterAll, describe, expect, test } from 'vitest'
import { createEncoding, loadRankTable } from '../../../gateway/tokens/encoding.ts'
import { anyText } from './any-text.ts'

function bytesOf(ids: Uint32Array): Uint8Array {
  return new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength)
}

describe.each(['o200k_base', 'cl100k_base'] as const)('%s', async name => {
  const encoding = createEncoding(await loadRankTable(name))
  const tiktoken = get_encoding(name)
  afterAll(() => tiktoken.free())

  function expectAsTiktoken(text: string): void {
    const expected = tiktoken.encode_ordinary(text)
    const found = encoding.encode(text)
    // Comparing number by number, as toEqual does, takes longer than everything else here.
    if (Buffer.compare(bytesOf(found), bytesOf(expected)) !== 0) expect(found).toEqual(expected)
    expect(encoding.count(text)).toBe(expected.length)
  }

  test.each([1, 2, 3, 4])('gives the tokens of tiktoken for any text (seed %i)', seed => {
    fc.assert(fc.property(anyText, expectAsTiktoken), { seed, numRuns: 2500 })
  })

  test('gives the tokens of js-tiktoken for short text (seed 5)', () => {
    const js = getEncoding(name)
    fc.assert(
      fc.property(anyText, raw => {
        // tiktoken's (?i:'s) matches U+017F, js-tiktoken's spelt-out list does not; its \s is JavaScript's; it knows a newer Unicode.
        const text = raw
          .toWellFormed()
          .replace(/[^\0-\x7f\u00a0-\u0130\u0400-\u0450\u3040-\u3090\u4e00-\u9fa5]/gu, '')
          .slice(0, 60)
        expect(Array.from(encoding.encode(text))).toEqual(js.encode(text, [], []))
      }),
      { seed: 5, numRuns: 500 },
    )
  })

  test('gives the tokens of a text that ends, and of one that begins, after each of its units', () => {
    const text =
      "It's 1234 ≠ naïve, 数据库 👨\u200d👩\u200d👧 <|endoftext|>\r\n\n  e\u0301\u{2f81a}\ud83d\udc4b\udc4b  end "
    for (let cut = 0; cut <= text.length; cut++) {
      expectAsTiktoken(text.slice(0, cut))
      expectAsTiktoken(text.slice(cut))
    }
  })

  test('has no tokens for no text', () => {
    expect(encoding.count('')).toBe(0)
    expect(encoding.encode('')).toEqual(new Uint32Array(0))
  })

  test('takes look-alikes of special tokens for ordinary text', () => {
    for (const text of [
      '<|endoftext|>',
      'a<|endofprompt|>b',
      '<|fim_prefix|><|fim_suffix|>',
      '<|im_start|>user',
    ])
      expectAsTiktoken(text)
    expect(encoding.count('<|endoftext|>')).toBeGreaterThan(1)
  })

  test('takes a lone surrogate for the replacement character', () => {
    expect(encoding.encode('a\ud800b\udc00')).toEqual(encoding.encode('a\ufffdb\ufffd'))
  })

  test('gives the tokens of every single code point', () => {
    for (let first = 0; first < 0x110000; first += 0x1000)
      expectAsTiktoken(
        Array.from({ length: 0x1000 }, (_, index) => ` ${String.fromCodePoint(first + index)}`).join(''),
      )
  })

  test('cuts long text into chunks without a trace (seed 6)', () => {
    const filler = fc.constantFrom(
      ' word',
      'x    ',
      "don't ",
      '数 据。 ',
      'a \u0085 b\u3000  c ',
      '1 \n 2 \r\n',
      ' //\n/ ',
    )
    fc.assert(
      fc.property(filler, fc.integer({ min: 32_700, max: 32_780 }), fc.array(anyText), (part, units, texts) =>
        expectAsTiktoken(part.repeat(units).slice(0, units) + texts.join(' ')),
      ),
      { seed: 6, numRuns: 60 },
    )
  })

  test.each([
    ['a', 8],
    ['=', 64],
  ])('counts a million of "%s"', (part, tokenUnits) => {
    expect(encoding.count(part.repeat(1_000_000))).toBe(1_000_000 / tokenUnits)
  })

  test.each([' ', '\n', '中', '👨\u200d👩\u200d👧', 'é', '\ud800'])(
    'counts and encodes a million units of %j alike, in proportion to their length',
    part => {
      const short = encoding.count(part.repeat(100_000 / part.length))
      const long = encoding.encode(part.repeat(1_000_000 / part.length)).length
      expect(encoding.count(part.repeat(1_000_000 / part.length))).toBe(long)
      expect(long / short).toBeGreaterThan(9.9)
      expect(long / short).toBeLessThan(10.1)
    },
  )

  test('counts rightly before and after a giant text', () => {
    expectAsTiktoken('before')
    expect(encoding.count('a'.repeat(4_000_000))).toBe(500_000)
    expectAsTiktoken('and after')
  })
})
