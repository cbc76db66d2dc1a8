import { describe, expect, test } from 'vitest'
import { type PublishedTable, type TableData, toTableData } from '../../../gateway/pricing/table-data.ts'
import { compareRows, vanishedModels } from '../../../gateway/pricing/table-diff.ts'

const now = Date.parse('2026-11-27T12:00:00Z')
const usd = (dollars: number) => String(Math.round(dollars * 1e9))

type Prices = PublishedTable[number]['models'][number]['prices']

function table(...models: readonly (readonly [string, Prices])[]): TableData {
  return toTableData([
    {
      id: 'a',
      api_pattern: 'x',
      models: models.map(([id, prices]) => ({ id, match: { equals: id }, prices })),
    },
  ])
}

const flat = (input: number, output = 10) => ({ input_mtok: input, output_mtok: output })
const dated = (...days: readonly (readonly [string | undefined, number])[]) =>
  days.map(([day, input]) => ({ ...(day ? { constraint: { start_date: day } } : {}), prices: flat(input) }))

describe('the difference of two tables', () => {
  test('is nothing where all prices are the same, however they are written', () => {
    expect(compareRows(table(['m', flat(1)]), table(['m', [{ prices: flat(1) }]]), now)).toEqual([])
  })

  test('names rows that are added, changed and removed, with what each rate was and is', () => {
    const before = table(['kept', flat(1)], ['changed', flat(2)], ['gone', flat(3)])
    const after = table(
      ['kept', flat(1)],
      ['changed', { ...flat(2.5), cache_read_mtok: 0.25 }],
      ['new', flat(4)],
    )
    const all = { aboveTokens: null }
    expect(compareRows(before, after, now)).toMatchObject([
      {
        kind: 'changed',
        model: 'changed',
        rates: [
          { rate: 'input', ...all, before: usd(2), after: usd(2.5) },
          { rate: 'cacheRead', ...all, before: null, after: usd(0.25) },
        ],
        sinceIso: null,
        doubt: null,
      },
      {
        kind: 'removed',
        model: 'gone',
        rates: [
          { before: usd(3), after: null },
          { before: usd(10), after: null },
        ],
      },
      {
        kind: 'added',
        model: 'new',
        rates: [
          { before: null, after: usd(4) },
          { before: null, after: usd(10) },
        ],
      },
    ])
  })

  test('says from when a price holds, one to come included', () => {
    const before = table(['m', dated([undefined, 1], ['2026-08-01', 2])])
    const after = table(['m', dated([undefined, 1], ['2026-08-01', 2], ['2027-01-01', 3])])
    expect(compareRows(before, after, now)).toMatchObject([
      { kind: 'changed', sinceIso: '2027-01-01', rates: [{ rate: 'input', before: usd(2), after: usd(3) }] },
    ])
    const already = table(['m', dated([undefined, 1], ['2026-11-01', 1.5])])
    expect(compareRows(before, already, now)).toMatchObject([
      {
        kind: 'changed',
        sinceIso: '2026-11-01',
        rates: [{ rate: 'input', before: usd(2), after: usd(1.5) }],
      },
    ])
  })

  test('sees the price of another time of the day', () => {
    const night = (input: number) => ({
      constraint: { start_time: '20:00:00Z', end_time: '06:00:00Z' },
      prices: flat(input),
    })
    const before = table(['m', [{ prices: flat(2) }, night(1)]])
    const after = table(['m', [{ prices: flat(2) }, night(1.5)]])
    expect(compareRows(before, after, now)).toMatchObject([
      { kind: 'changed', rates: [{ rate: 'input', before: usd(1), after: usd(1.5) }] },
    ])
  })

  test('sees long input by itself', () => {
    const tiered = (price: number) => ({
      input_mtok: { base: 1, tiers: [{ start: 200_000, price }] },
      output_mtok: 10,
    })
    expect(compareRows(table(['m', tiered(2)]), table(['m', tiered(3)]), now)).toMatchObject([
      { rates: [{ rate: 'input', aboveTokens: 200_000, before: usd(2), after: usd(3) }] },
    ])
    expect(compareRows(table(['m', flat(1)]), table(['m', tiered(2)]), now)).toMatchObject([
      { rates: [{ rate: 'input', aboveTokens: 200_000, before: usd(1), after: usd(2) }] },
    ])
  })
})

describe('what is hard to believe', () => {
  test.each([
    [1, 10, null],
    [1, 10.000001, 'tenfold'],
    [1, 0.1, null],
    [1, 0.0999, 'tenfold'],
    [1, 0, 'costs-nothing'],
    [0, 5, null],
    [9000, 10_000.5, 'too-dear'],
  ])('from %d to %d dollars: %s', (before, after, doubt) => {
    const [change] = compareRows(table(['m', flat(before)]), table(['m', flat(after)]), now)
    expect(change?.doubt).toBe(doubt)
  })

  test('is a new model at ten thousand dollars, and not one that is free', () => {
    const added = compareRows(
      table(['m', flat(1)]),
      table(['m', flat(1)], ['x', flat(10_001)], ['y:free', flat(0, 0)]),
      now,
    )
    expect(added.map(({ model, doubt }) => [model, doubt])).toEqual([
      ['x', 'too-dear'],
      ['y:free', null],
    ])
  })

  test('is who loses more than a fifth of its models, or all of a few', () => {
    const many = (count: number) =>
      table(...Array.from({ length: count }, (_, at) => [`m${at}`, flat(1)] as const))
    expect(vanishedModels(many(10), many(8))).toEqual([])
    expect(vanishedModels(many(10), many(7))).toEqual([{ makerId: 'a', gone: 3, of: 10 }])
    expect(vanishedModels(many(3), many(2))).toEqual([])
    const other = toTableData([{ id: 'b', api_pattern: 'x', models: [] }])
    expect(vanishedModels(many(3), other)).toEqual([{ makerId: 'a', gone: 3, of: 3 }])
  })
})
