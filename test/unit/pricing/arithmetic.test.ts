import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addTokens } from '../../../gateway/chat/usage-counts.ts'
import type { CostArithmetic } from '../../../gateway/contract/arithmetic.ts'
import { noTokens, type TokenCounts } from '../../../gateway/contract/chat.ts'
import type { NanoUsd } from '../../../gateway/contract/units.ts'
import { arithmeticOf, withAmounts } from '../../../gateway/pricing/arithmetic.ts'
import { type Bill, feeKinds, plainBill, standardTerms } from '../../../gateway/pricing/bill.ts'
import { costOf } from '../../../gateway/pricing/cost.ts'
import type { Price, Rate } from '../../../gateway/pricing/price.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'
import { price } from './prices.ts'

const shown = (bill: Bill, priced: Price | undefined, atMost?: NanoUsd): CostArithmetic | undefined => {
  const kept = arithmeticOf(bill, priced, atMost)
  return kept && withAmounts(JSON.parse(JSON.stringify(kept)))
}

/** A decimal as a whole number of 1e-15 dollars. */
function femto(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(15, '0'))
}

/** '1.1' or '20/11' as two whole numbers. */
function fraction(factor: string): readonly [bigint, bigint] {
  const [over = '1', under = '1'] = factor.split('/')
  return [femto(over), femto(under)]
}

/** What a reader who adds it all up by hand comes to: nano-dollars; undefined where something has no price. */
function addedUp({ tokens, multipliers, fees, billedNanoUsd }: CostArithmetic): bigint | undefined {
  if (billedNanoUsd !== null) return BigInt(billedNanoUsd)
  let [over, under] = [0n, 1n]
  for (const { amountUsd } of tokens) {
    if (amountUsd === null) return undefined
    over += femto(amountUsd)
  }
  for (const { factor } of multipliers) {
    if (factor === null) return undefined
    const [times, by] = fraction(factor)
    over *= times
    under *= by
  }
  let used = 0n
  for (const { amountUsd } of fees) {
    if (amountUsd === null) return undefined
    used += femto(amountUsd)
  }
  const divisor = under * 1_000_000n
  return used / 1_000_000n + (over + divisor - 1n) / divisor
}

const count = fc.oneof(fc.constant(0), fc.nat(2000), fc.nat(1e7))
const counts: fc.Arbitrary<TokenCounts> = fc
  .record({
    input: count,
    cacheRead: count,
    cacheWrite: count,
    cacheWriteOneHour: count,
    audioInput: fc.oneof(fc.constant(0), count),
    output: count,
    audioOutput: fc.oneof(fc.constant(0), count),
    reasoning: fc.option(fc.nat(3000), { nil: undefined }),
  })
  .map(tokens => ({
    ...tokens,
    reasoning: tokens.reasoning === undefined ? undefined : Math.min(tokens.reasoning, tokens.output),
  }))
const amount = fc.bigInt({ min: 0n, max: 10n ** 12n })
const rate: fc.Arbitrary<Rate> = fc
  .tuple(amount, fc.option(fc.tuple(fc.nat(2e5), amount), { nil: undefined }))
  .map(([base, tier]) => ({ base, tiers: tier ? [{ above: tier[0], rate: tier[1] }] : [] }))
const kind = fc.constantFrom('openai', 'anthropic', 'openai-compatible')
const model = fc.constantFrom(
  'claude-opus-4-8',
  'claude-opus-4-6',
  'claude-opus-4-5',
  'gpt-5',
  'o4-mini',
  'gpt-4o',
  'gpt-5.5',
)
const prices: fc.Arbitrary<Price> = fc
  .record({
    kind,
    model,
    rates: fc.record({
      input: rate,
      cacheRead: rate,
      cacheWrite: rate,
      cacheWriteOneHour: rate,
      audioInput: fc.option(rate, { nil: undefined }),
      output: rate,
      audioOutput: fc.option(rate, { nil: undefined }),
      reasoning: rate,
    }),
    fees: fc.dictionary(fc.constantFrom('request', 'web-search', 'file-search'), amount, {
      noNullPrototype: true,
    }),
  })
  .map(({ kind, model, rates, fees }) => ({
    ...price,
    ...rates,
    fees,
    multiplierOf: (terms, inputTokens) => adapterOf(kind)?.multiplierOf(model, terms, inputTokens),
  }))
const bills: fc.Arbitrary<Bill> = fc
  .record({
    steps: fc.array(counts, { minLength: 1, maxLength: 4 }),
    terms: fc.record({
      serviceTier: fc.constantFrom(undefined, 'default', 'flex', 'batch', 'priority', 'scale'),
      speed: fc.constantFrom(undefined, 'standard', 'fast'),
      inferenceGeo: fc.constantFrom(undefined, 'global', 'us', 'mars'),
    }),
    uses: fc.dictionary(fc.constantFrom(...feeKinds.slice(1)), fc.nat(50), { noNullPrototype: true }),
    billed: fc.option(amount, { nil: undefined }),
  })
  .map(({ steps, terms, uses, billed }) => ({
    tokens: steps.reduce(addTokens, noTokens),
    steps: steps.length > 1 ? steps : undefined,
    terms,
    uses,
    billed: billed as NanoUsd | undefined,
  }))
  .filter(({ tokens, uses }) => tokens.input > 0 || Object.values(uses).some(each => each > 0))

test('any cost is what its arithmetic comes to, and unknown where a part of that is', () => {
  fc.assert(
    fc.property(bills, prices, (bill, priced) => {
      const arithmetic = shown(bill, priced)
      if (!arithmetic) throw new Error('There is a price')
      expect(addedUp(arithmetic)).toBe(costOf(bill, priced))
    }),
    { numRuns: 1000 },
  )
})

describe('the arithmetic of a cost', () => {
  const opus = adapterOf('anthropic')

  test('names every class, multiplier and fee', () => {
    const priced: Price = {
      ...price,
      fees: { 'web-search': 10_000_000n },
      multiplierOf: terms => opus?.multiplierOf('claude-opus-4-8', terms),
    }
    const bill = {
      tokens: { ...noTokens, input: 1000, output: 500, reasoning: 100 },
      terms: { serviceTier: 'standard', speed: 'fast', inferenceGeo: 'us' },
      uses: { 'web-search': 3 },
    }
    expect(shown(bill, priced)).toEqual({
      tokens: [
        { what: 'input', count: 1000, rateNanoUsd: '3000000000', amountUsd: '0.003' },
        { what: 'output', count: 400, rateNanoUsd: '15000000000', amountUsd: '0.006' },
        { what: 'reasoning', count: 100, rateNanoUsd: '12000000000', amountUsd: '0.0012' },
      ],
      multipliers: [
        { term: 'fast', factor: '2' },
        { term: 'us', factor: '1.1' },
      ],
      fees: [{ what: 'web-search', count: 3, rateNanoUsd: '10000000', amountUsd: '0.03' }],
      billedNanoUsd: null,
      atMostNanoUsd: null,
    })
  })

  test('keeps runs apart whose length has another rate, and adds up those with the same', () => {
    const tiered: Price = { ...price, input: { base: 1n, tiers: [{ above: 100, rate: 2n }] } }
    const steps = [90, 200, 60].map(input => ({ ...noTokens, input }))
    const bill = { ...plainBill(steps.reduce(addTokens, noTokens)), steps }
    expect(shown(bill, tiered)?.tokens).toMatchObject([
      { what: 'input', count: 150, rateNanoUsd: '1' },
      { what: 'input', count: 200, rateNanoUsd: '2' },
    ])
  })

  test('of terms and uses without a price says so, and the most that it may be', () => {
    const bill = {
      tokens: { ...noTokens, input: 1000, audioInput: 5 },
      terms: { ...standardTerms, serviceTier: 'priority' },
      uses: { other: 2 },
    }
    expect(shown(bill, { ...price, audioInput: undefined }, 7n as NanoUsd)).toMatchObject({
      tokens: [{ what: 'input' }, { what: 'audioInput', rateNanoUsd: null, amountUsd: null }],
      multipliers: [{ term: 'priority', factor: null }],
      fees: [{ what: 'other', count: 2, rateNanoUsd: null, amountUsd: null }],
      atMostNanoUsd: '7',
    })
  })

  test('is the provider’s own bill where there is one, and nothing where the model has no price', () => {
    const bill = { ...plainBill({ ...noTokens, input: 1000 }), billed: 950_000n as NanoUsd }
    expect(shown(bill, price)).toMatchObject({ tokens: [], fees: [], billedNanoUsd: '950000' })
    expect(shown(bill, undefined)).toMatchObject({ billedNanoUsd: '950000' })
    expect(shown(plainBill(bill.tokens), undefined)).toBeUndefined()
    expect(shown(plainBill(noTokens), { ...price, fees: { request: 5n } })).toBeUndefined()
  })
})
