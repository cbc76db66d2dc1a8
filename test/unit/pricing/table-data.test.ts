import { describe, expect, test } from 'vitest'
import { publishedTableUrl } from '../../../gateway/pricing/fetch-table.ts'
import { readTableData, TableDataError } from '../../../gateway/pricing/table-data.ts'
import { isTameRegex } from '../../../gateway/pricing/tame-regex.ts'
import { publishedTable } from '../../support/price-publisher.ts'

const row = { id: 'm', match: { equals: 'm' }, prices: { input_mtok: 1, output_mtok: 2 } }
const maker = { id: 'a', api_pattern: 'https://a\\.example', models: [row] }
const withRow = (change: object) => [{ ...maker, models: [{ ...row, ...change }] }]

describe('a price table that is published', () => {
  test('is read, without what no price is read from', async () => {
    const dated = [
      { prices: { input_mtok: 1, output_mtok: { base: 2, tiers: [{ start: 200_000, price: 3 }] } } },
      { constraint: { start_date: '2027-01-01' }, prices: { input_mtok: 4, output_mtok: 5 } },
      {
        constraint: { start_time: '00:30:00Z', end_time: '16:30:00Z' },
        prices: { input_mtok: 0.5, output_mtok: 1 },
      },
    ]
    const [read] = await readTableData([
      {
        ...maker,
        name: 'A',
        extractors: [{ root: 'usage' }],
        models: [{ ...row, description: 'x', prices: dated }],
      },
    ])
    expect(read).toEqual({
      id: 'a',
      apiPattern: 'https://a\\.example',
      fallbacks: [],
      models: [
        {
          id: 'm',
          match: { equals: 'm' },
          prices: dated.map(({ constraint, prices }) => ({ constraint, rates: prices })),
        },
      ],
    })
  })

  test('is the built-in one too', async () => {
    expect((await readTableData(await publishedTable())).length).toBeGreaterThan(30)
  })

  test('is fetched from where the package would update itself from', async () => {
    const { REMOTE_DATA_JSON_URL } = await import('@pydantic/genai-prices')
    expect(publishedTableUrl).toBe(REMOTE_DATA_JSON_URL)
  })

  test.each([
    ['nothing', null],
    ['an object', { providers: [] }],
    ['empty', []],
    ['a maker without an id', [{ ...maker, id: undefined }]],
    ['a maker twice', [maker, maker]],
    ['a model twice', [{ ...maker, models: [row, row] }]],
    ['a negative price', withRow({ prices: { input_mtok: -1, output_mtok: 1 } })],
    ['a price in words', withRow({ prices: { input_mtok: '1', output_mtok: 1 } })],
    ['a price above a million dollars', withRow({ prices: { input_mtok: 1_000_001, output_mtok: 1 } })],
    ['a tier without a start', withRow({ prices: { input_mtok: { base: 1, tiers: [{ price: 2 }] } } })],
    [
      'a tier that starts within a token',
      withRow({ prices: { input_mtok: { base: 1, tiers: [{ start: 0.5, price: 2 }] } } }),
    ],
    [
      'a field that rates do not have',
      withRow({ prices: { input_mtok: { base: 1, tiers: [], discount: 1 } } }),
    ],
    ['a constraint of another kind', withRow({ prices: [{ constraint: { weekday: 1 }, prices: {} }] })],
    ['a day that is none', withRow({ prices: [{ constraint: { start_date: '2026-13-01' }, prices: {} }] })],
    [
      'a time that is none',
      withRow({ prices: [{ constraint: { start_time: '25:00:00Z', end_time: '01:00:00Z' }, prices: {} }] }),
    ],
    ['no prices', withRow({ prices: [] })],
    ['no rule', withRow({ match: {} })],
    ['an unknown rule', withRow({ match: { sounds_like: 'm' } })],
    ['two rules in one', withRow({ match: { equals: 'm', contains: 'm' } })],
    ['an empty rule', withRow({ match: { contains: '' } })],
    ['a rule that never ends', withRow({ match: { regex: '^(a+)+$' } })],
    [
      'rules within rules within rules',
      withRow({ match: { or: [{ or: [{ or: [{ or: [{ or: [{ equals: 'm' }] }] }] }] }] } }),
    ],
    ['a hostile address', [{ ...maker, api_pattern: '(x+x+)+y' }]],
  ])('is refused with %s', async (_, value) => {
    await expect(readTableData(value)).rejects.toThrow(TableDataError)
  })
})

test.each([
  ['^gpt-6-sol-\\d{4}-\\d{2}-\\d{2}$', true],
  ['^(?!.*-[tT][tT][sS](?:$|-))', true],
  ['https://(.*\\.)?googleapis\\.com', true],
  ['(a*)*', false],
  ['(a|aa)+$', false],
  ['(?:x{1,9}){9}', false],
  ['(a)\\1', false],
  ['.*.*.*.*.*x', false],
  ['[', false],
  ['x'.repeat(301), false],
])('the expression %j is cheap on every text: %j', (pattern, tame) => {
  expect(isTameRegex(pattern)).toBe(tame)
})
