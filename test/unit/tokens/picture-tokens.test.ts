import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pictureRuleOf, pictureTokens } from '../../../gateway/tokens/picture-tokens.ts'

function tokensOf(model: string, width: number, height: number, detail?: string): number {
  return pictureTokens(pictureRuleOf(model), { widthPixels: width, heightPixels: height }, detail)
}

describe('a picture', () => {
  // https://platform.openai.com/docs/guides/images-vision#calculating-costs
  test.each([
    [1024, 1024, 'high', 765],
    [2048, 4096, 'high', 1105],
    [4096, 8192, 'low', 85],
    [512, 512, undefined, 255],
    // As billed at the edge of rounding, less the 8 tokens of the message around them.
    [2049, 513, undefined, 1453 - 8],
    [2050, 513, undefined, 773 - 8],
  ] as const)(
    'of %i x %i, detail %s, costs gpt-4o as many tokens as the guide says',
    (width, height, detail, tokens) => {
      expect(tokensOf('gpt-4o', width, height, detail)).toBe(tokens)
      expect(tokensOf('some/gpt-4o-2024-08-06', width, height, detail)).toBe(tokens)
    },
  )

  test.each([
    ['gpt-4.1', 85 + 4 * 170],
    ['gpt-4o-mini', 2833 + 4 * 5667],
    ['gpt-5', 70 + 4 * 140],
    ['gpt-5.1-chat-latest', 70 + 4 * 140],
    ['o1-pro', 75 + 4 * 150],
    ['o3', 75 + 4 * 150],
    ['computer-use-preview', 65 + 4 * 129],
    ['gpt-4.1-mini', 1659],
    ['gpt-5-mini', 1659],
    ['gpt-4.1-nano-2025-04-14', 2520],
    ['gpt-5.4-nano', 2520],
    ['o4-mini', 1762],
    ['gpt-5.2', 1229],
    ['a-model-of-tomorrow', 765],
  ])('of 1024 x 1024 costs %s %i tokens', (model, tokens) => {
    expect(tokensOf(model, 1024, 1024)).toBe(tokens)
  })

  test('is shrunk to a whole number of patches, as in the example of the guide', () => {
    expect(tokensOf('gpt-4.1-mini', 1800, 2400)).toBe(Math.ceil(33 * 44 * 1.62))
    expect(tokensOf('gpt-4.1-mini', 1800, 2400, 'low')).toBeLessThanOrEqual(Math.ceil(256 * 1.62))
  })

  test('may keep its size where the model knows "original" detail', () => {
    expect(tokensOf('gpt-5.4', 3200, 1600, 'original')).toBe(100 * 50 * 1.2)
    expect(tokensOf('gpt-5.4', 3200, 1600)).toBeLessThanOrEqual(3000)
    expect(tokensOf('gpt-5.5', 3200, 1600)).toBe(tokensOf('gpt-5.5', 3200, 1600, 'original'))
    expect(tokensOf('gpt-5-mini', 3200, 1600, 'original')).toBe(tokensOf('gpt-5-mini', 3200, 1600, 'high'))
  })

  // https://platform.claude.com/docs/en/build-with-claude/vision-coordinates: 1075 x 1520 becomes 924 x 1307.
  test.each([
    ['claude-3-5-sonnet-20241022', 1075, 1520, 33 * 47],
    ['claude-sonnet-4-20250514', 1075, 1520, 33 * 47],
    ['claude-opus-4-5-20251101', 1075, 1520, 33 * 47],
    ['cloud.claude-sonnet-4-6', 1075, 1520, 33 * 47],
    ['claude-opus-4-7', 1075, 1520, 39 * 55],
    ['claude-opus-5', 1075, 1520, 39 * 55],
    ['claude-haiku-4.5', 200, 200, 8 * 8],
  ] as const)('costs %s at %i x %i its whole patches: %i', (model, width, height, tokens) => {
    expect(tokensOf(model, width, height)).toBe(tokens)
    expect(tokensOf(model, height, width)).toBe(tokens)
  })

  const models = [
    'gpt-4o',
    'gpt-4o-mini',
    'o4-mini',
    'gpt-5.4',
    'gpt-5.5',
    'claude-3-haiku',
    'claude-opus-4-7',
  ]
  const side = fc.oneof(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 0xffffffff }))

  test('of unknown size costs the most that one can cost, whatever its size may be (seed 61)', () => {
    const details = [undefined, 'auto', 'low', 'high', 'original', 'nonsense']
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        side,
        side,
        fc.constantFrom(...details),
        (model, width, height, detail) => {
          const tokens = tokensOf(model, width, height, detail)
          expect(Number.isSafeInteger(tokens)).toBe(true)
          expect(tokens).toBeGreaterThan(0)
          expect(tokens).toBeLessThanOrEqual(pictureTokens(pictureRuleOf(model), undefined, detail))
        },
      ),
      { seed: 61, numRuns: 3000 },
    )
  })
})
