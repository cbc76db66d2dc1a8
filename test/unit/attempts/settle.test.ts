import { describe, expect, test } from 'vitest'
import { type SettleDeps, settle } from '../../../gateway/attempts/settle.ts'
import { noTokens, type TokenCounts } from '../../../gateway/contract/chat.ts'
import { nanoUsd } from '../../../gateway/contract/units.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import type { Exchange } from '../../../gateway/exchange.ts'
import type { Lesson } from '../../../gateway/ledger/estimates.ts'
import type { Settlement } from '../../../gateway/ledger/ledger.ts'
import { noUses, plainBill, standardTerms } from '../../../gateway/pricing/bill.ts'
import { halfPrice, type Price, wholePrice } from '../../../gateway/pricing/price.ts'
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
  fees: {},
  multiplierOf: ({ serviceTier }) => {
    if (serviceTier === 'priority') return undefined
    return serviceTier === 'flex' ? halfPrice : wholePrice
  },
}
const tokens = (counts: Partial<TokenCounts>): TokenCounts => ({
  ...noTokens,
  ...counts,
})

function settled(state: Partial<Exchange>, lessons: Lesson[] = []) {
  const settlements: Settlement[] = []
  const deps: SettleDeps = {
    ledger: { settle: (_, settlement) => void settlements.push(settlement) },
    estimates: {
      learn: lesson => void lessons.push(lesson),
      tokensWithin: (_, model, durationMs) => durationMs / (model === 'fast' ? 1 : 100),
      thinks: (_, model) => model === 'thinker',
    },
  }
  const exchange = {
    hold: { outputTokens: 0 },
    price,
    marks: {},
    elapsedMs: () => 1001,
    ...state,
  } as unknown as Exchange
  const first = settle(exchange, deps)
  expect(settle(exchange, deps)).toBe(first)
  expect(settlements).toHaveLength(first ? 1 : 0)
  return first
}

const tally = { tokens: () => 40 } as unknown as TextTally
const sent = { marks: { sentMs: 1 }, inputTokens: 100, tally }
const unreported = { tokens: undefined, complete: false, terms: standardTerms, uses: noUses }
const reported = (complete: boolean, counts: Partial<TokenCounts>, serviceTier?: string) => ({
  usage: { ...plainBill(tokens(counts), { ...standardTerms, serviceTier }), complete },
})

describe('a request is settled once, as', () => {
  test('exact, in the classes that the provider reported', () => {
    const counts = { input: 1, cacheRead: 10, cacheWrite: 2, cacheWriteOneHour: 3, output: 4 }
    expect(settled({ ...sent, upstreamStatus: 200, ...reported(true, counts) })).toEqual({
      certainty: 'exact',
      ...plainBill(tokens(counts)),
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
      usage: unreported,
    })
    expect(settlement).toEqual({
      certainty: 'estimated',
      ...plainBill(tokens({ input: 100, output: 40 })),
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
        ...plainBill(tokens({})),
        cost: 0n,
      })
    },
  )

  test('exact, where a refusal reports what it used', () => {
    const settlement = settled({ ...sent, upstreamStatus: 500, ...reported(true, { input: 5, output: 1 }) })
    expect(settlement).toMatchObject({ certainty: 'exact', cost: 150n })
  })

  test('at the provider’s own bill, of a whole answer alone', () => {
    const usage = { ...plainBill(tokens({ input: 4 })), billed: 77n as NonNullable<Settlement['cost']> }
    const answered = { ...sent, upstreamStatus: 200 }
    const whole = { ...answered, usage: { ...usage, complete: true } }
    expect(settled(whole)).toMatchObject({ certainty: 'exact', cost: 77n })
    expect(settled({ ...whole, price: undefined })).toMatchObject({ certainty: 'exact', cost: 77n })
    expect(settled({ ...answered, usage: { ...usage, complete: false } })).toMatchObject({
      certainty: 'estimated',
      billed: undefined,
      cost: BigInt(40 + 4000),
    })
  })

  test('at the provider’s own bill, though it counted nothing: the tokens are estimated', () => {
    const usage = { ...unreported, complete: true, billed: 77n as NonNullable<Settlement['cost']> }
    expect(settled({ ...sent, upstreamStatus: 200, usage })).toMatchObject({
      certainty: 'estimated',
      tokens: tokens({ input: 100, output: 40 }),
      cost: 77n,
    })
  })

  test('estimated, with the reason, where the report contradicts itself', () => {
    const usage = { ...plainBill(tokens({ input: 4 })), complete: true, doubt: 'No.' }
    expect(settled({ ...sent, upstreamStatus: 200, usage })).toMatchObject({
      certainty: 'estimated',
      doubt: 'No.',
      cost: 40n,
    })
  })

  test('of unknown cost and the most that it may be, where something has no price', () => {
    const dear = { ...price, dearestMultiplier: { numerator: 3n, denominator: 1n } }
    const state = { ...sent, price: dear, upstreamStatus: 200, ...reported(true, { input: 4 }, 'priority') }
    expect(settled(state)).toMatchObject({ certainty: 'exact', cost: undefined, atMost: 120n })
  })

  test('nothing, where nothing left', () => {
    expect(settled({ ...sent, marks: {} })).toMatchObject({ certainty: 'none', cost: 0n })
  })

  test('of unknown cost, where the model has no price; nothing used costs nothing all the same', () => {
    expect(settled({ ...sent, price: undefined })).toMatchObject({ certainty: 'estimated', cost: undefined })
    expect(settled({ ...sent, price: undefined, marks: {} })).toMatchObject({ certainty: 'none', cost: 0n })
  })
})

describe('what was written unseen is settled', () => {
  // Sent 1 ms after arrival, and settled 1,000 ms after that: 10 tokens, of the fast model 1,000.
  const held = (model: string, outputTokens = 500) => ({
    hold: { model, outputTokens } as Exchange['hold'] & object,
  })
  const output = (state: Partial<Exchange>) =>
    settled({ ...sent, upstreamStatus: 200, ...state })?.tokens.output
  const said = (tokens: number) => ({ tally: { tokens: () => tokens } as unknown as TextTally })

  const left = { aborted: new GatewayError('client_gone') }

  test('by the time that the model had, where somebody left before anything was shown', () => {
    expect(output({ ...held('slow'), ...left, ...said(0) })).toBe(10)
    expect(output({ ...held('slow'), ...left, ...said(40) })).toBe(40)
    expect(output({ ...held('slow'), ...said(0) })).toBe(0)
    const broken = { aborted: new GatewayError('upstream_truncated', { provider: 'p' }) }
    expect(output({ ...held('slow'), ...broken, ...said(0) })).toBe(0)
  })

  test('at most at what was held', () => {
    expect(output({ ...held('fast'), ...left, ...said(0) })).toBe(500)
    expect(output({ ...held('fast'), ...left, ...said(501) })).toBe(501)
  })

  test('beside what was shown, where the model thinks', () => {
    const shown = { marks: { sentMs: 1, firstTokenMs: 501 }, ...left, ...said(40) }
    expect(output({ ...held('slow'), ...shown })).toBe(40)
    expect(output({ ...held('thinker'), ...shown })).toBe(45)
    expect(
      output({ ...held('slow'), ...shown, facts: { reasoning: true } as Exchange['facts'] & object }),
    ).toBe(45)
    expect(output({ ...held('thinker', 42), ...shown })).toBe(42)
  })

  test('not in the sandbox, which counts what it says', () => {
    expect(
      output({
        hold: { sandbox: true, outputTokens: 500 } as Exchange['hold'] & object,
        ...left,
        ...said(0),
      }),
    ).toBe(0)
  })
})

const usedIn = (more: object) => ({
  usage: { ...plainBill(tokens({ input: 100, output: 30 })), complete: true, ...more },
})

describe('what is learned from a settlement', () => {
  const answered = {
    ...sent,
    upstreamStatus: 200,
    hold: { model: 'm', sandbox: false, outputTokens: 0 },
    facts: { choices: 2, maxOutputTokens: 90 },
    counted: { text: 70, fixed: 10 },
    ...reported(true, { input: 60, cacheRead: 40, output: 30 }),
  } as unknown as Partial<Exchange>

  test('is what the provider reported of an answer that ran to its end, once', () => {
    const lessons: Lesson[] = []
    settled(answered, lessons)
    const input = { countedTokens: 80, textTokens: 70, reportedTokens: 100 }
    const pace = { outputTokens: 30, reasoningTokens: 0, durationMs: 1000 }
    const lesson = { model: 'm', choices: 2, maxOutputTokens: 90, outputTokens: 30, input, pace }
    expect(lessons).toEqual([expect.objectContaining(lesson)])
  })

  test.each([
    ['was not reported', { usage: unreported }],
    ['was cut', reported(false, { input: 100, output: 30 })],
    ['failed on its way', { outcome: 'upstream-failed' as const }],
    ['was a refusal', { upstreamStatus: 500 }],
    ['had searches in its input', usedIn({ uses: { 'web-search': 1 } })],
    ['had several runs', usedIn({ steps: [tokens({ input: 50 }), tokens({ input: 50 })] })],
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
