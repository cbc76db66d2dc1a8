import { describe, expect, test } from 'vitest'
import { closeAttempt, type SettleDeps } from '../../../gateway/attempts/close-attempt.ts'
import type { TokenCounts } from '../../../gateway/contract/chat.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import type { Lesson } from '../../../gateway/ledger/estimates.ts'
import type { Settlement } from '../../../gateway/ledger/ledger.ts'
import { noUses, plainBill, standardTerms } from '../../../gateway/pricing/bill.ts'
import { newAttempt } from '../../support/attempt-rig.ts'

import { type Known, price, settled, tokens } from './settled-attempt.ts'

const unreported = { tokens: undefined, complete: false, terms: standardTerms, uses: noUses }
const reported = (complete: boolean, counts: Partial<TokenCounts>, serviceTier?: string) => ({
  usage: { ...plainBill(tokens(counts), { ...standardTerms, serviceTier }), complete },
})

describe('a request is settled once, as', () => {
  test('exact, in the classes that the provider reported', () => {
    const counts = { input: 1, cacheRead: 10, cacheWrite: 2, cacheWriteOneHour: 3, output: 4 }
    expect(settled({ status: 200, ...reported(true, counts) })).toEqual({
      certainty: 'exact',
      ...plainBill(tokens(counts)),
      cost: BigInt(10 + 10 + 40 + 90 + 400),
    })
  })

  test('exact, at the price of the tier of service that answered', () => {
    const at = (tier: string) => settled({ status: 200, ...reported(true, { input: 4, output: 4 }, tier) })
    expect(at('default')).toMatchObject({ certainty: 'exact', cost: 440n })
    expect(at('flex')).toMatchObject({ certainty: 'exact', cost: 220n })
    expect(at('priority')).toMatchObject({ certainty: 'exact', cost: undefined })
  })

  test('estimated from what was counted, where nothing was reported', () => {
    const settlement = settled({ status: 200, usage: unreported })
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
    const settlement = settled({ status: 200, ...reported(false, counts) })
    expect(settlement).toMatchObject({ certainty: 'estimated', tokens: tokens(expected) })
  })

  test('estimated where the provider was reached and never answered', () => {
    expect(settled({})).toMatchObject({ certainty: 'estimated', cost: 5000n })
  })

  test.each([302, 400, 401, 429, 500, 529])(
    'nothing, where the provider answered %i without any usage',
    status => {
      expect(settled({ status: status })).toEqual({
        certainty: 'none',
        ...plainBill(tokens({})),
        cost: 0n,
      })
    },
  )

  test('exact, where a refusal reports what it used', () => {
    const settlement = settled({ status: 500, ...reported(true, { input: 5, output: 1 }) })
    expect(settlement).toMatchObject({ certainty: 'exact', cost: 150n })
  })

  test('at the provider’s own bill, of a whole answer alone', () => {
    const usage = { ...plainBill(tokens({ input: 4 })), billed: 77n as NonNullable<Settlement['cost']> }
    const answered = { status: 200 }
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
    expect(settled({ status: 200, usage })).toMatchObject({
      certainty: 'estimated',
      tokens: tokens({ input: 100, output: 40 }),
      cost: 77n,
    })
  })

  test('estimated, with the reason, where the report contradicts itself', () => {
    const usage = { ...plainBill(tokens({ input: 4 })), complete: true, doubt: 'No.' }
    expect(settled({ status: 200, usage })).toMatchObject({
      certainty: 'estimated',
      doubt: 'No.',
      cost: 40n,
    })
  })

  test('of unknown cost and the most that it may be, where something has no price', () => {
    const dear = { ...price, dearestMultiplier: { numerator: 3n, denominator: 1n } }
    const state = { price: dear, status: 200, ...reported(true, { input: 4 }, 'priority') }
    expect(settled(state)).toMatchObject({ certainty: 'exact', cost: undefined, atMost: 120n })
  })

  test('nothing, where nothing left', () => {
    expect(settled({ status: 'unsent' })).toMatchObject({ certainty: 'none', cost: 0n })
  })

  test('of unknown cost, where the model has no price; nothing used costs nothing all the same', () => {
    expect(settled({ price: undefined })).toMatchObject({ certainty: 'estimated', cost: undefined })
    expect(settled({ price: undefined, status: 'unsent' })).toMatchObject({ certainty: 'none', cost: 0n })
  })
})

describe('what was written unseen is settled', () => {
  // In the second that passes, 10 tokens are written; by the fast model, 1,000.
  const held = (model: string, outputTokens = 500) => ({ hold: { model, outputTokens } })
  const output = (known: Known) => settled({ status: 200, ...known })?.tokens.output
  const said = (tokens: number) => ({ said: tokens })

  const left = { reason: new GatewayError('client_gone'), how: 'left' } as const

  test('by the time that the model had, where somebody left before anything was shown', () => {
    expect(output({ ...held('slow'), ...left, ...said(0) })).toBe(10)
    expect(output({ ...held('slow'), ...left, ...said(40) })).toBe(40)
    expect(output({ ...held('slow'), ...said(0) })).toBe(0)
    const broken = {
      reason: new GatewayError('upstream_truncated', { provider: 'p' }),
      how: 'broken',
    } as const
    expect(output({ ...held('slow'), ...broken, ...said(0) })).toBe(0)
  })

  test.each([
    ['another attempt was faster', new GatewayError('attempt_lost', { provider: 'p' }), 'lost'],
    ['it was too slow', new GatewayError('upstream_slow', { provider: 'p', tokensPerSecond: 9 }), 'broken'],
    ['it was late', new GatewayError('upstream_timeout', { provider: 'p', timeoutMs: 9 }), 'broken'],
  ] as const)('by the time that the model had, where %s', (_, reason, how) => {
    expect(output({ ...held('slow'), reason, how, ...said(0) })).toBe(10)
  })

  test('at most at what was held', () => {
    expect(output({ ...held('fast'), ...left, ...said(0) })).toBe(500)
    expect(output({ ...held('fast'), ...left, ...said(501) })).toBe(501)
  })

  test('beside what was shown, where the model thinks', () => {
    const shown = { firstTokenMs: 501, ...left, ...said(40) }
    expect(output({ ...held('slow'), ...shown })).toBe(40)
    expect(output({ ...held('thinker'), ...shown })).toBe(45)
    expect(output({ ...held('slow'), ...shown, facts: { reasoning: true } })).toBe(45)
    expect(output({ ...held('thinker', 42), ...shown })).toBe(42)
  })

  test('not in the sandbox, which counts what it says', () => {
    expect(
      output({
        hold: { sandbox: true, outputTokens: 500 },
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
    status: 200,
    facts: { choices: 2, maxOutputTokens: 90 },
    counted: { text: 70, fixed: 10 },
    ...reported(true, { input: 60, cacheRead: 40, output: 30 }),
  }

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
    ['failed on its way', { how: 'broken' as const }],
    ['was a refusal', { status: 500, how: 'refused' as const }],
    ['had searches in its input', usedIn({ uses: { 'web-search': 1 } })],
    ['had several runs', usedIn({ steps: [tokens({ input: 50 }), tokens({ input: 50 })] })],
    ['was not waited for', { how: 'left' as const }],
    ['was the sandbox’s', { hold: { sandbox: true } }],
  ])('is nothing where the answer %s', (_, change) => {
    const lessons: Lesson[] = []
    settled({ ...answered, ...change }, lessons)
    expect(lessons).toEqual([])
  })
})

test('an attempt that holds nothing ends, and has nothing to settle', () => {
  const attempt = newAttempt()
  expect(closeAttempt(attempt, 'refused', {} as SettleDeps)).toBeUndefined()
  expect(attempt.state).toEqual({ type: 'ended', how: 'refused', endedMs: 0, reached: { type: 'planned' } })
})
