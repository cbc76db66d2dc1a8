import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inputTokens, noTokens, type TokenCounts } from '../../../gateway/contract/chat.ts'
import { mostNanoUsd, nanoUsd, toDecimalUsd } from '../../../gateway/contract/units.ts'
import { type PriceTerms, standardTerms } from '../../../gateway/pricing/bill.ts'
import { costOf } from '../../../gateway/pricing/cost.ts'
import { type Price, type Rate, wholePrice } from '../../../gateway/pricing/price.ts'
import { billOf, flat, price } from './prices.ts'

const usd = (cost: bigint | undefined) => (cost === undefined ? 'unknown' : toDecimalUsd(cost))

describe('a cost', () => {
  test('bills each class at its own rate', () => {
    const tokens = {
      input: 1000,
      cacheRead: 2000,
      cacheWrite: 3000,
      cacheWriteOneHour: 4000,
      audioInput: 5000,
      output: 500,
      audioOutput: 600,
      reasoning: 100,
    }
    // 0.003 + 0.0006 + 0.01125 + 0.024 + 0.16 + 400 x 0.000015 + 0.0384 + 100 x 0.000012
    expect(usd(costOf(billOf(tokens), price))).toBe('0.24445')
  })

  test('is rounded up once, not per class', () => {
    const tenth: Price = { ...price, input: flat('0.0001'), output: flat('0.0001') } // 0.1 nano a token
    expect(costOf(billOf({ ...noTokens, input: 1, output: 1 }), tenth)).toBe(1n)
    expect(costOf(billOf({ ...noTokens, input: 5, output: 5 }), tenth)).toBe(1n)
    expect(costOf(billOf({ ...noTokens, input: 5, output: 6 }), tenth)).toBe(2n)
    expect(costOf(billOf({ ...noTokens, input: 10, output: 10 }, 'flex'), tenth)).toBe(1n)
    expect(costOf(billOf({ ...noTokens, input: 10, output: 11 }, 'flex'), tenth)).toBe(2n)
  })

  test('of nothing is nothing, whatever is unknown', () => {
    expect(costOf(billOf(noTokens), price)).toBe(0n)
    expect(costOf(billOf(noTokens, 'priority'), { ...price, audioInput: undefined })).toBe(0n)
  })

  test('takes the dearer tier for every token once the whole input is above its start', () => {
    const tiered: Price = {
      ...price,
      input: { base: 1_000_000n, tiers: [{ above: 200_000, rate: 2_000_000n }] },
    }
    const read: Price = { ...tiered, cacheRead: flat('0'), audioInput: flat('0') }
    expect(costOf(billOf({ ...noTokens, input: 200_000 }), tiered)).toBe(200_000n)
    expect(costOf(billOf({ ...noTokens, input: 200_001 }), tiered)).toBe(400_002n)
    expect(costOf(billOf({ ...noTokens, input: 1, cacheRead: 200_000 }), read)).toBe(2n)
    expect(costOf(billOf({ ...noTokens, input: 1, audioInput: 200_000 }), read)).toBe(2n)
  })

  test('of audio is unknown without a rate for it, and that of text is not', () => {
    const textOnly: Price = { ...price, audioInput: undefined, audioOutput: undefined }
    expect(costOf(billOf({ ...noTokens, input: 9, audioInput: 1 }), textOnly)).toBeUndefined()
    expect(costOf(billOf({ ...noTokens, output: 9, audioOutput: 1 }), textOnly)).toBeUndefined()
    expect(costOf(billOf({ ...noTokens, input: 1 }), textOnly)).toBe(3000n)
  })

  test.each([
    [undefined, '0.03'],
    ['default', '0.03'],
    ['a-word-of-its-own', '0.03'],
    ['constructor', '0.03'],
    ['flex', '0.015'],
    ['premium', '0.054'],
    ['priority', 'unknown'],
  ])('in the tier of service %s is %s', (tier, expected) => {
    expect(usd(costOf(billOf({ ...noTokens, input: 10_000 }, tier), price))).toBe(expected)
  })
})

/** A rational number, so that nothing is rounded on the way; of a design of its own. */
interface Rational {
  readonly over: bigint
  readonly under: bigint
}
const times = (a: Rational, b: Rational): Rational => ({ over: a.over * b.over, under: a.under * b.under })
const plus = (a: Rational, b: Rational): Rational => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
})
const whole = (number: number | bigint): Rational => ({ over: BigInt(number), under: 1n })

describe('any cost', () => {
  const count = fc.oneof(fc.nat(2000), fc.nat(1e9))
  const counts: fc.Arbitrary<TokenCounts> = fc
    .record({
      input: count,
      cacheRead: count,
      cacheWrite: count,
      cacheWriteOneHour: count,
      audioInput: count,
      output: count,
      audioOutput: count,
      reasoning: fc.option(count, { nil: undefined }),
    })
    .map(tokens => ({
      ...tokens,
      reasoning: tokens.reasoning === undefined ? undefined : Math.min(tokens.reasoning, tokens.output),
    }))
  const amount = fc.bigInt({ min: 0n, max: 10n ** 12n })
  const rate: fc.Arbitrary<Rate> = fc
    .tuple(
      amount,
      fc.uniqueArray(fc.tuple(fc.nat(4e6), amount), { maxLength: 3, selector: ([above]) => above }),
    )
    .map(([base, tiers]) => ({
      base,
      tiers: tiers.toSorted(([a], [b]) => a - b).map(([above, rate]) => ({ above, rate })),
    }))
  const prices: fc.Arbitrary<Price> = fc
    .record({
      rates: fc.record({
        input: rate,
        cacheRead: rate,
        cacheWrite: rate,
        cacheWriteOneHour: rate,
        audioInput: rate,
        output: rate,
        audioOutput: rate,
        reasoning: rate,
      }),
      fraction: fc.record({
        numerator: fc.bigInt({ min: 0n, max: 50n }),
        denominator: fc.bigInt({ min: 1n, max: 50n }),
      }),
    })
    .map(({ rates, fraction }) => ({
      ...price,
      ...rates,
      multiplierOf: ({ serviceTier }: PriceTerms) => (serviceTier === 'other' ? fraction : wholePrice),
    }))
  const classes = [
    'input',
    'cacheRead',
    'cacheWrite',
    'cacheWriteOneHour',
    'audioInput',
    'output',
    'audioOutput',
    'reasoning',
  ] as const

  function exactCost(tokens: TokenCounts, priced: Price, tier: string | undefined): Rational {
    const reasoning = tokens.reasoning ?? 0
    const billed = { ...tokens, output: tokens.output - reasoning, reasoning }
    const sum = classes
      .map(each => {
        const { base, tiers } = priced[each] ?? flat('0')
        const reached = tiers.filter(({ above }) => inputTokens(tokens) > above)
        const dearest = reached.toSorted((a, b) => b.above - a.above)[0]
        return times(whole(billed[each]), { over: dearest?.rate ?? base, under: 1_000_000n })
      })
      .reduce(plus)
    const fraction = priced.multiplierOf({ ...standardTerms, serviceTier: tier }) ?? wholePrice
    return times(sum, { over: fraction.numerator, under: fraction.denominator })
  }

  test('is the smallest whole number of nano-dollars that covers the exact one', () => {
    fc.assert(
      fc.property(counts, prices, fc.constantFrom(undefined, 'default', 'other'), (tokens, priced, tier) => {
        const cost = costOf(billOf(tokens, tier), priced)
        const { over, under } = exactCost(tokens, priced, tier)
        if (cost === undefined) throw new Error('The cost is known')
        fc.pre(cost !== mostNanoUsd)
        expect(cost * under >= over && (cost - 1n) * under < over).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('does not fall when more is used', () => {
    const flatPrice = (tokens: TokenCounts) => costOf(billOf(tokens), price) ?? -1n
    fc.assert(
      fc.property(counts, fc.constantFrom(...classes.slice(0, 7)), count, (tokens, each, more) => {
        const larger = { ...tokens, [each]: (tokens[each] ?? 0) + more }
        expect(flatPrice(larger) >= flatPrice(tokens)).toBe(true)
      }),
    )
  })
})

describe('dollars', () => {
  test('are exact in both directions', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 62n }), amount => {
        expect(nanoUsd(toDecimalUsd(amount))).toBe(amount)
      }),
    )
  })

  test.each([
    ['0.0302925', 30_292_500n],
    ['12.50', 12_500_000_000n],
    ['.5', 500_000_000n],
    ['0.0000000001', 1n],
    ['0.1000000000', 100_000_000n],
    ['007', 7_000_000_000n],
  ])('%s is %d nano-dollars', (text, amount) => {
    expect(nanoUsd(text)).toBe(amount)
  })

  test.each(['', '.', '-1', '1e3', '1,5', ' 1', '١', 'NaN', '0x10'])('%j is refused', text => {
    expect(() => nanoUsd(text)).toThrow(RangeError)
  })
})
