import { describe, expect, test } from 'vitest'
import type { ConditionalRates, TableModel } from '../../../gateway/pricing/table-data.ts'
import { datedRates, rateAt } from '../../../gateway/pricing/table-rates.ts'

const flat = (input: number) => ({ input_mtok: input, output_mtok: 1 })

function inputAt(instant: string, ...prices: readonly ConditionalRates[]): bigint | undefined {
  const model: TableModel = { id: 'm', match: { equals: 'm' }, prices }
  return rateAt(datedRates({ model, makerId: 'a' }), Date.parse(instant))?.rates.input.base
}

describe('the price that holds', () => {
  test.each([
    ['2026-07-31T23:59:59.999Z', 1_000_000_000n],
    ['2026-08-01T00:00:00.000Z', 2_000_000_000n],
    ['2031-01-01T00:00:00.000Z', 2_000_000_000n],
  ])('begins with its day, in UTC: at %s', (instant, rate) => {
    const since = { constraint: { start_date: '2026-08-01' }, rates: flat(2) }
    expect(inputAt(instant, { constraint: undefined, rates: flat(1) }, since)).toBe(rate)
  })

  test.each([
    ['2026-11-27T00:29:59.999Z', 2_000_000_000n],
    ['2026-11-27T00:30:00.000Z', 1_000_000_000n],
    ['2026-11-27T16:29:59.999Z', 1_000_000_000n],
    ['2026-11-27T16:30:00.000Z', 2_000_000_000n],
  ])('begins and ends with its minute: at %s', (instant, rate) => {
    const night = { constraint: { start_time: '16:30:00Z', end_time: '00:30:00Z' }, rates: flat(2) }
    expect(inputAt(instant, { constraint: undefined, rates: flat(1) }, night)).toBe(rate)
  })

  test('counts a time of day in the zone that it is written with', () => {
    const noon = { constraint: { start_time: '20:00:00+08:00', end_time: '21:00:00+08:00' }, rates: flat(2) }
    const usual = { constraint: undefined, rates: flat(1) }
    expect(inputAt('2026-11-27T12:30:00Z', usual, noon)).toBe(2_000_000_000n)
    expect(inputAt('2026-11-27T20:30:00Z', usual, noon)).toBe(1_000_000_000n)
  })

  test('is the last whose condition is fulfilled, and the first where none is', () => {
    const first = { constraint: { start_date: '2030-01-01' }, rates: flat(1) }
    const second = { constraint: { start_date: '2031-01-01' }, rates: flat(2) }
    expect(inputAt('2026-11-27T00:00:00Z', first, second)).toBe(1_000_000_000n)
    expect(inputAt('2030-06-01T00:00:00Z', first, second)).toBe(1_000_000_000n)
    expect(inputAt('2031-06-01T00:00:00Z', first, second)).toBe(2_000_000_000n)
  })

  test('is unknown without a price of input and of output, and exact to the billionth of a dollar', () => {
    expect(
      inputAt('2026-11-27T00:00:00Z', { constraint: undefined, rates: { input_mtok: 1 } }),
    ).toBeUndefined()
    expect(inputAt('2026-11-27T00:00:00Z', { constraint: undefined, rates: flat(0.039) })).toBe(39_000_000n)
    expect(inputAt('2026-11-27T00:00:00Z', { constraint: undefined, rates: flat(1e-7) })).toBe(100n)
  })
})

test('output is free in a row without a price for it where the model makes vectors, and unknown for any other', () => {
  const prices = [{ constraint: undefined, rates: { input_mtok: 0.02 } }]
  const outputOf = (id: string) =>
    rateAt(datedRates({ model: { id, match: { equals: id }, prices }, makerId: 'a' }), 0)?.rates.output
  for (const id of [
    'text-embedding-3-small',
    'Qwen/Qwen3-Embedding-8B',
    'embed-v4.0',
    '@cf/baai/bge-m3',
    'voyage-4',
  ])
    expect(outputOf(id)).toEqual({ base: 0n, tiers: [] })
  for (const id of ['davinci', '@cf/baai/bge-reranker-base', 'invoyage-1'])
    expect(outputOf(id)).toBeUndefined()
})
