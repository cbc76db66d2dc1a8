import { describe, expect, test } from 'vitest'
import type { TokenCounts } from '../../../gateway/contract/chat.ts'
import { nanoUsd } from '../../../gateway/contract/units.ts'
import type { Exchange } from '../../../gateway/exchange.ts'
import type { Ledger, Settlement } from '../../../gateway/ledger.ts'
import { settle } from '../../../gateway/stages/settle.ts'

const rate = (dollars: string) => ({ base: nanoUsd(dollars), tiers: [] })
/** A whole number of nano-dollars per token in each class, so that a sum tells them apart. */
const price = {
  source: 'test',
  input: rate('0.01'),
  cacheRead: rate('0.001'),
  cacheWrite: rate('0.02'),
  cacheWriteOneHour: rate('0.03'),
  output: rate('0.1'),
}
const tokens = (counts: Partial<TokenCounts>): TokenCounts => ({
  ...{ input: 0, cacheRead: 0, cacheWrite: 0, cacheWriteOneHour: 0, output: 0, reasoning: undefined },
  ...counts,
})

function settled(state: Partial<Exchange>) {
  const settlements: Settlement[] = []
  const ledger = { settle: (_: unknown, settlement: Settlement) => settlements.push(settlement) }
  const exchange = { hold: {}, price, marks: {}, ...state } as unknown as Exchange
  const first = settle(exchange, ledger as unknown as Ledger)
  expect(settle(exchange, ledger as unknown as Ledger)).toBe(first)
  expect(settlements).toHaveLength(first ? 1 : 0)
  return first
}

const sent = { marks: { sentMs: 1 }, inputTokens: 100, tally: { add() {}, tokens: () => 40 } }
const reported = (complete: boolean, counts: Partial<TokenCounts>) => ({
  usage: { tokens: tokens(counts), complete },
})

describe('a request is settled once, as', () => {
  test('exact, in the classes that the provider reported', () => {
    const counts = { input: 1, cacheRead: 10, cacheWrite: 2, cacheWriteOneHour: 3, output: 4 }
    expect(settled({ ...sent, upstreamStatus: 200, ...reported(true, counts) })).toEqual({
      certainty: 'exact',
      tokens: tokens(counts),
      cost: BigInt(10 + 10 + 40 + 90 + 400),
    })
  })

  test('estimated from what was counted, where nothing was reported', () => {
    const settlement = settled({
      ...sent,
      upstreamStatus: 200,
      usage: { tokens: undefined, complete: false },
    })
    expect(settlement).toEqual({
      certainty: 'estimated',
      tokens: tokens({ input: 100, output: 40 }),
      cost: 5000n,
    })
  })

  test.each([
    [
      'more output counted than reported',
      { input: 7, cacheRead: 9, output: 1 },
      { input: 7, cacheRead: 9, output: 40 },
    ],
    ['more output reported than counted', { input: 7, output: 50 }, { input: 7, output: 50 }],
    ['no input reported yet', { output: 3 }, { input: 100, output: 40 }],
    ['all input from the cache', { cacheRead: 80 }, { cacheRead: 80, output: 40 }],
  ])('estimated at the larger, with %s', (_, counts, expected) => {
    const settlement = settled({ ...sent, upstreamStatus: 200, ...reported(false, counts) })
    expect(settlement).toMatchObject({ certainty: 'estimated', tokens: tokens(expected) })
  })

  test('estimated where the provider was reached and never answered', () => {
    expect(settled(sent)).toMatchObject({ certainty: 'estimated', cost: 5000n })
  })

  test.each([302, 400, 401, 429, 500, 529])(
    'nothing, where the provider answered %i without any usage',
    status => {
      expect(settled({ ...sent, upstreamStatus: status })).toEqual({
        certainty: 'none',
        tokens: tokens({}),
        cost: 0n,
      })
    },
  )

  test('exact, where a refusal reports what it used', () => {
    const settlement = settled({ ...sent, upstreamStatus: 500, ...reported(true, { input: 5, output: 1 }) })
    expect(settlement).toMatchObject({ certainty: 'exact', cost: 150n })
  })

  test('nothing, where nothing left', () => {
    expect(settled({ ...sent, marks: {} })).toMatchObject({ certainty: 'none', cost: 0n })
  })

  test('of unknown cost, where the model has no price; nothing used costs nothing all the same', () => {
    expect(settled({ ...sent, price: undefined })).toMatchObject({ certainty: 'estimated', cost: undefined })
    expect(settled({ ...sent, price: undefined, marks: {} })).toMatchObject({ certainty: 'none', cost: 0n })
  })
})

test('a request without a hold has nothing to settle', () => {
  const { hold: _, ...rest } = { hold: undefined, ...sent }
  expect(settle({ ...rest, price } as unknown as Exchange, {} as Ledger)).toBeUndefined()
})
