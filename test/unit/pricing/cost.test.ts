import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noTokens } from '../../../gateway/contract/chat.ts'
import { nanoUsd, toDecimalUsd } from '../../../gateway/contract/units.ts'
import { costOf } from '../../../gateway/pricing/cost.ts'
import { createPriceBook, type Price, type Rate } from '../../../gateway/pricing/price-book.ts'

const flat = (dollars: string): Rate => ({ base: nanoUsd(dollars), tiers: [] })

const price: Price = {
  source: 'test',
  input: flat('3'),
  cacheRead: flat('0.3'),
  cacheWrite: flat('3.75'),
  cacheWriteOneHour: flat('6'),
  output: flat('15'),
}

describe('a cost', () => {
  test('bills each class at its own rate', () => {
    const tokens = {
      ...noTokens,
      input: 1000,
      cacheRead: 2000,
      cacheWrite: 3000,
      cacheWriteOneHour: 4000,
      output: 500,
    }
    // 0.003 + 0.0006 + 0.01125 + 0.024 + 0.0075
    expect(toDecimalUsd(costOf(tokens, price))).toBe('0.04635')
  })

  test('is rounded up once, not per class', () => {
    const tenth: Price = { ...price, input: flat('0.0001'), output: flat('0.0001') } // 0.1 nano a token
    expect(costOf({ ...noTokens, input: 1, output: 1 }, tenth)).toBe(1n)
    expect(costOf({ ...noTokens, input: 5, output: 5 }, tenth)).toBe(1n)
    expect(costOf({ ...noTokens, input: 5, output: 6 }, tenth)).toBe(2n)
  })

  test('of nothing is nothing', () => {
    expect(costOf(noTokens, price)).toBe(0n)
  })

  test('takes the dearer tier for every token once the whole input is above its start', () => {
    const tiered: Price = {
      ...price,
      input: { base: 1_000_000n, tiers: [{ above: 200_000, rate: 2_000_000n }] },
    }
    expect(costOf({ ...noTokens, input: 200_000 }, tiered)).toBe(200_000n)
    expect(costOf({ ...noTokens, input: 200_001 }, tiered)).toBe(400_002n)
    expect(costOf({ ...noTokens, input: 1, cacheRead: 200_000 }, { ...tiered, cacheRead: flat('0') })).toBe(
      2n,
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

describe('the price book', () => {
  const now = () => Date.parse('2026-11-23T00:00:00Z')

  test('gives the rates of the table as exact integers, with their tiers and their source', async () => {
    const found = await createPriceBook(now).find({ id: 'anthropic' }, 'claude-sonnet-4-5')
    expect(found?.source).toMatch(/^genai-prices \d+\.\d+\.\d+$/)
    expect(found?.input).toEqual({ base: 3_000_000_000n, tiers: [{ above: 200_000, rate: 6_000_000_000n }] })
    expect(found?.cacheRead.base).toBe(300_000_000n)
    expect(found?.cacheWrite.base).toBe(3_750_000_000n)
    expect(found?.cacheWriteOneHour.base).toBe(6_000_000_000n)
  })

  test('knows a compatible provider by its address', () => {
    expect(
      createPriceBook(now).find({ apiUrl: 'https://api.deepseek.com/v1' }, 'deepseek-chat'),
    ).toBeDefined()
  })

  test.each([
    [{ id: 'openai' }, 'a-model-nobody-has-heard-of'],
    [{ apiUrl: 'http://127.0.0.1:11434/v1' }, 'gpt-4o'],
  ])('says unknown, never nothing: %j %s', async (provider, model) => {
    expect(await createPriceBook(now).find(provider, model)).toBeUndefined()
  })
})
