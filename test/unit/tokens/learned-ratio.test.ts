import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLearnedRatios, type TokenRatio } from '../../../gateway/tokens/learned-ratio.ts'

const claude = 'claude-sonnet-4-5'
const prior = 1.25

function input(ratio: number, countedTokens = 1000, textTokens = countedTokens) {
  return { countedTokens, textTokens, reportedTokens: Math.round(countedTokens * ratio) }
}

function taught(model: string, samples: readonly number[], known: readonly TokenRatio[] = []) {
  const ratios = createLearnedRatios(known)
  const learned = samples.map(sample => ratios.learn(model, input(sample))).at(-1)
  return { ratios, learned }
}

const times = (count: number, sample: number) => Array.from({ length: count }, () => sample)

describe('the ratio of a model’s tokenizer', () => {
  test('starts from the prior of its family, and moves with the first report, not all the way', () => {
    expect(createLearnedRatios([]).ratioOf(claude)).toBe(prior)
    const { ratios, learned } = taught(claude, [1.5])
    expect(ratios.ratioOf(claude)).toBeCloseTo(prior + 0.25 / 5)
    expect(learned).toMatchObject({ model: claude, samples: 1, weight: 5 })
  })

  test('is within 2 % of what is reported after 50 requests, from wherever it was', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (before, after) => {
          const { ratios } = taught(claude, [...times(200, before), ...times(50, after)])
          const left = Math.abs(ratios.ratioOf(claude) - after)
          expect(left).toBeLessThan(Math.abs(before - after) * 0.04 + 0.001)
        },
      ),
    )
  })

  test('stays within what was reported and the prior', () => {
    const samples = fc.array(fc.double({ min: 0.3, max: 3, noNaN: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(samples, reported => {
        const { ratios, learned } = taught(claude, reported)
        expect(ratios.ratioOf(claude)).toBeGreaterThanOrEqual(Math.min(prior, ...reported) - 0.001)
        expect(ratios.ratioOf(claude)).toBeLessThanOrEqual(Math.max(prior, ...reported) + 0.001)
        expect(learned?.variance).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('has the spread of its samples', () => {
    const samples = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 1 : 1.4))
    const { learned } = taught(claude, samples)
    expect(learned?.mean).toBeCloseTo(1.2, 1)
    expect(Math.sqrt(learned?.variance ?? 0)).toBeCloseTo(0.2, 1)
  })

  test('is one at every provider that serves the model', () => {
    const { ratios } = taught(`router/maker/${claude}`, times(60, 1.5))
    expect(ratios.ratioOf(claude)).toBeCloseTo(1.5, 1)
    expect(ratios.ratioOf('claude-opus-4-1')).toBe(prior)
  })

  test('stays 1 where the tokenizer is known, and what was reported is kept to be looked at', () => {
    const { ratios, learned } = taught('gpt-4o-mini', times(60, 1.1))
    expect(ratios.ratioOf('gpt-4o-mini')).toBe(1)
    expect(learned).toMatchObject({ samples: 60 })
    expect(learned?.mean).toBeCloseTo(1.1, 1)
  })

  test('goes on from what was stored', () => {
    const { learned } = taught(claude, times(60, 1.5))
    const again = createLearnedRatios(learned ? [learned] : [])
    expect(again.ratioOf(claude)).toBe(learned?.mean)
    expect(again.learn(claude, input(1.5))?.samples).toBe(61)
  })

  test.each([
    ['short', { countedTokens: 63, textTokens: 63, reportedTokens: 90 }],
    ['mostly pictures', { countedTokens: 1000, textTokens: 799, reportedTokens: 1500 }],
    ['reported as nothing', { countedTokens: 1000, textTokens: 1000, reportedTokens: 0 }],
    ['reported absurdly', { countedTokens: 1000, textTokens: 1000, reportedTokens: 1e15 }],
    ['empty', { countedTokens: 0, textTokens: 0, reportedTokens: 0 }],
  ])('learns nothing from a request that is %s', (_, counted) => {
    const ratios = createLearnedRatios([])
    expect(ratios.learn(claude, counted)).toBeUndefined()
    expect(ratios.ratioOf(claude)).toBe(prior)
  })

  test('is forgotten for the model that was longest unused, when there are too many', () => {
    const ratios = createLearnedRatios([])
    for (let index = 0; index <= 1000; index++) {
      ratios.learn(`claude-${index}`, input(2))
      if (index > 0) ratios.learn('claude-1', input(2))
    }
    expect(ratios.ratioOf('claude-0')).toBe(prior)
    expect(ratios.ratioOf('claude-1')).toBeCloseTo(2, 1)
    expect(ratios.ratioOf('claude-1000')).toBeGreaterThan(prior)
  })
})
