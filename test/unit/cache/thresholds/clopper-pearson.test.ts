import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lowerBound, upperBound } from '../../../../gateway/cache/thresholds/clopper-pearson.ts'
import { inverseIncompleteBeta, lnGamma } from '../../../../gateway/cache/thresholds/incomplete-beta.ts'

/** Failures, trials, lower and upper bound: computed with 40 digits from sums of binomial terms, and nothing of ours. */
const known = [
  [0, 1, 0, 0.95],
  [0, 10, 0, 0.25886555089305],
  [0, 298, 0, 0.010002432437678],
  [0, 299, 0, 0.0099691467928993],
  [1, 10, 0.0051161968918237, 0.3941633024365],
  [2, 50, 0.0071537195312938, 0.12061415542204],
  [5, 100, 0.019905563662172, 0.10225337764327],
  [3, 1000, 0.0008181753982218, 0.0077352447184795],
  [10, 2000, 0.0027151317438211, 0.0084663482055185],
  [7, 40000, 8.2135679551539e-5, 0.00032867758408843],
  [400, 40000, 0.0091956380512587, 0.010857726054712],
  [99, 100, 0.95344018854646, 0.99948719858374],
  [20000, 40000, 0.49587546183506, 0.50412453816494],
] as const

/**
 * How far a bound may be off, as a part of it. The bounds come from differences of logarithms of factorials: those of 40,000 trials are
 * near 400,000, where neighbouring doubles are 6e-11 apart.
 */
const tolerance = 1e-10

/** The chance of at most `failures`, summed term by term. */
function chanceOfAtMost(failures: number, trials: number, rate: number): number {
  let lnTerm = trials * Math.log1p(-rate)
  let sum = Math.exp(lnTerm)
  for (let k = 1; k <= failures; k += 1) {
    lnTerm += Math.log((trials - k + 1) / k) + Math.log(rate) - Math.log1p(-rate)
    sum += Math.exp(lnTerm)
  }
  return sum
}

const counts = fc
  .integer({ min: 1, max: 40_000 })
  .chain(trials => fc.tuple(fc.integer({ min: 0, max: Math.min(trials, 300) }), fc.constant(trials)))

describe('the bounds of Clopper and Pearson', () => {
  test.each(known)('of %i in %i are %d and %d', (failures, trials, lower, upper) => {
    expect(Math.abs(lowerBound(failures, trials) - lower)).toBeLessThanOrEqual(tolerance * lower)
    expect(Math.abs(upperBound(failures, trials) - upper)).toBeLessThanOrEqual(tolerance * upper)
  })

  test('are those of R for 682 in 925, the example of binom.test, with 2.5 % on either side', () => {
    expect(inverseIncompleteBeta(0.025, 682, 925 - 682 + 1)).toBeCloseTo(0.7076683, 7)
    expect(inverseIncompleteBeta(0.975, 682 + 1, 925 - 682)).toBeCloseTo(0.7654066, 7)
  })

  test('are 1 - 0.05^(1/n) for none in n, near to the rule of three', () => {
    for (const trials of [1, 2, 10, 100, 299, 3000, 40_000]) {
      const exact = -Math.expm1(Math.log(0.05) / trials)
      expect(Math.abs(upperBound(0, trials) / exact - 1)).toBeLessThan(tolerance)
      if (trials >= 100) expect(upperBound(0, trials) * trials).toBeCloseTo(3, 1)
    }
  })

  test('say nothing without trials, and leave no room where all failed', () => {
    expect([lowerBound(0, 0), upperBound(0, 0)]).toEqual([0, 1])
    expect([lowerBound(0, 5), upperBound(5, 5)]).toEqual([0, 1])
  })

  test('are the rates at which what was seen, or further away, has a chance of one in twenty', () => {
    fc.assert(
      fc.property(counts, ([failures, trials]) => {
        const upper = upperBound(failures, trials)
        const lower = lowerBound(failures, trials)
        if (failures < trials) expect(chanceOfAtMost(failures, trials, upper)).toBeCloseTo(0.05, 8)
        if (failures > 0) expect(chanceOfAtMost(failures - 1, trials, lower)).toBeCloseTo(0.95, 8)
        expect(lower).toBeLessThanOrEqual(failures / trials)
        expect(upper).toBeGreaterThan(lower)
      }),
    )
  })

  test('grow with failures, and shrink with trials that went well', () => {
    fc.assert(
      fc.property(counts, ([failures, trials]) => {
        expect(upperBound(failures, trials + 1)).toBeLessThanOrEqual(upperBound(failures, trials))
        expect(upperBound(failures + 1, trials + 1)).toBeGreaterThanOrEqual(upperBound(failures, trials))
        expect(lowerBound(failures + 1, trials + 1)).toBeGreaterThanOrEqual(lowerBound(failures, trials))
      }),
    )
  })
})

test('lnGamma is the logarithm of the factorial', () => {
  let factorial = 1
  for (let n = 1; n <= 170; n += 1) {
    expect(Math.abs(lnGamma(n) - Math.log(factorial))).toBeLessThan(1e-12 * (1 + Math.log(factorial)))
    factorial *= n
  }
})
