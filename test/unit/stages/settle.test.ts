import { describe, expect, test } from 'vitest'
import { noTokens, type TokenCounts } from '../../../gateway/contract/chat.ts'
import { nanoUsd } from '../../../gateway/contract/units.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import type { Lesson } from '../../../gateway/estimates.ts'
import type { Exchange } from '../../../gateway/exchange.ts'
import type { Settlement } from '../../../gateway/ledger.ts'
import { halfPrice, type Price } from '../../../gateway/pricing/price.ts'
import { type SettleDeps, settle } from '../../../gateway/stages/settle.ts'
import type { TextTally } from '../../../gateway/tokens/text-tally.ts'

const rate = (dollars: string) => ({ base: nanoUsd(dollars), tiers: [] })
/** A whole number of nano-dollars per token in each class, so that a sum tells them apart. */
const price: Price = {
  source: 'test',
  dateIso: undefined,
  input: rate('0.01'),
  cacheRead: rate('0.001'),
  cacheWrite: rate('0.02'),
  cacheWriteOneHour: rate('0.03'),
  audioInput: rate('0.2'),
  output: rate('0.1'),
  audioOutput: rate('0.3'),
  reasoning: rate('0.1'),
  serviceTiers: new Map([
    ['flex', halfPrice],
    ['priority', undefined],
  ]),
}
const tokens = (counts: Partial<TokenCounts>): TokenCounts => ({
  ...noTokens,
  ...counts,
})

function settled(state: Partial<Exchange>, lessons: Lesson[] = []) {
  const settlements: Settlement[] = []
  const deps: SettleDeps = {
    ledger: { settle: (_, settlement) => void settlements.push(settlement) },
    estimates: { learn: lesson => void lessons.push(lesson) },
  }
  const exchange = { hold: {}, price, marks: {}, ...state } as unknown as Exchange
  const first = settle(exchange, deps)
  expect(settle(exchange, deps)).toBe(first)
  expect(settlements).toHaveLength(first ? 1 : 0)
  return first
}

const tally = { tokens: () => 40 } as unknown as TextTally
const sent = { marks: { sentMs: 1 }, inputTokens: 100, tally }
const reported = (complete: boolean, counts: Partial<TokenCounts>, serviceTier?: string) => ({
  usage: { tokens: tokens(counts), complete, serviceTier },
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

  test('exact, at the price of the tier of service that answered', () => {
    const at = (tier: string) =>
      settled({ ...sent, upstreamStatus: 200, ...reported(true, { input: 4, output: 4 }, tier) })
    expect(at('default')).toMatchObject({ certainty: 'exact', cost: 440n })
    expect(at('flex')).toMatchObject({ certainty: 'exact', cost: 220n })
    expect(at('priority')).toMatchObject({ certainty: 'exact', cost: undefined })
  })

  test('estimated from what was counted, where nothing was reported', () => {
    const settlement = settled({
      ...sent,
      upstreamStatus: 200,
      usage: { tokens: undefined, complete: false, serviceTier: undefined },
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

describe('what is learned from a settlement', () => {
  const answered = {
    ...sent,
    upstreamStatus: 200,
    hold: { model: 'm', sandbox: false },
    facts: { choices: 2, maxOutputTokens: 90 },
    counted: { text: 70, fixed: 10 },
    ...reported(true, { input: 60, cacheRead: 40, output: 30 }),
  } as unknown as Partial<Exchange>

  test('is what the provider reported of an answer that ran to its end, once', () => {
    const lessons: Lesson[] = []
    settled(answered, lessons)
    const input = { countedTokens: 80, textTokens: 70, reportedTokens: 100 }
    const lesson = { model: 'm', choices: 2, maxOutputTokens: 90, outputTokens: 30, input }
    expect(lessons).toEqual([expect.objectContaining(lesson)])
  })

  test.each([
    ['was not reported', { usage: { tokens: undefined, complete: false, serviceTier: undefined } }],
    ['was cut', reported(false, { input: 100, output: 30 })],
    ['failed on its way', { outcome: 'upstream-failed' as const }],
    ['was a refusal', { upstreamStatus: 500 }],
    ['was aborted', { aborted: new GatewayError('client_gone') }],
    ['was the sandbox’s', { hold: { sandbox: true } as Exchange['hold'] & object }],
  ])('is nothing where the answer %s', (_, change) => {
    const lessons: Lesson[] = []
    settled({ ...answered, ...change }, lessons)
    expect(lessons).toEqual([])
  })
})

test('a request without a hold has nothing to settle', () => {
  const { hold: _, ...rest } = { hold: undefined, ...sent }
  expect(settle({ ...rest, price } as unknown as Exchange, {} as SettleDeps)).toBeUndefined()
})
