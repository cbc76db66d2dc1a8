import { describe, expect, test } from 'vitest'
import type { Rule, ThinkingBound } from '../../../gateway/budgets/budget.ts'
import { createGauge } from '../../../gateway/budgets/create-gauge.ts'
import type { SpentBefore } from '../../../gateway/budgets/gauge.ts'
import { refusalError } from '../../../gateway/budgets/refusal.ts'
import { budget, calendar } from '../../support/ledger-records.ts'

const nothing: SpentBefore = { between: () => 0n, bySlice: () => [], level: undefined }
const noon = Date.parse('2026-11-23T12:00:00Z')
const hour = 3_600_000

interface Situation {
  readonly rule: Rule
  readonly settled?: bigint
  readonly held?: bigint
  readonly asked: bigint | undefined
  readonly thinkingBound?: ThinkingBound
  readonly outputTokens?: number
  readonly maxOutputTokens?: number | undefined
  /** Of the ledger. */
  readonly atMs?: number
  /** Of the caller's clock, where that is another. */
  readonly nowMs?: number
}

/** `settled` was spent and `held` is running when `asked` comes, a moment later. */
function refuse(situation: Situation) {
  const error = errorOf(situation)
  const { code, status, message } = error
  if (error.code === 'price_unknown') return { code, status, message }
  const { resetsAtMs, retryAfterSeconds } = error.detail
  return { code, status, message, resetsAtMs, retryAfterSeconds }
}

function refusedDetail(situation: Situation) {
  const error = errorOf(situation)
  return error.code === 'price_unknown' ? [] : [error.detail.answerTokens, error.detail.missingBound]
}

function errorOf(situation: Situation) {
  const { rule, settled = 0n, held = 0n, asked, atMs = noon, nowMs = atMs } = situation
  const { thinkingBound = 'max_tokens', outputTokens = 4 } = situation
  const maxOutputTokens = 'maxOutputTokens' in situation ? situation.maxOutputTokens : 4
  const gauge = createGauge(rule, nothing, atMs)
  gauge.close(gauge.open(settled, atMs), settled)
  gauge.open(held, atMs)
  const refusal = { budget: budget({ rule }), gauge, wouldHaveRefused: 0, asked, left: gauge.left }
  return refusalError(refusal, {
    budget: 'all/day',
    model: 'gpt-x',
    thinkingBound,
    outputTokens,
    maxOutputTokens,
    nowMs,
  })
}

const tokens = (limit: bigint, zone = 'UTC') => calendar(limit, { unit: 'tokens', zone })
const bucket = (limit: bigint, refillPerSecond: number): Rule => ({
  kind: 'bucket',
  unit: 'tokens',
  limit,
  refillPerSecond,
})
const rolling = (hours: number, limit: bigint): Rule => ({ kind: 'rolling', hours, unit: 'tokens', limit })
const atOnce = (limit: bigint): Rule => ({ kind: 'concurrency', unit: 'requests', limit })

describe('where waiting for a minute at most helps, a refusal is a 429 with the seconds:', () => {
  test.each<readonly [string, Situation, { readonly seconds: number; readonly resetsAtMs: number | null }]>([
    [
      'a bucket that fills in time',
      { rule: bucket(20n, 1), settled: 20n, asked: 5n },
      { seconds: 5, resetsAtMs: noon + 5000 },
    ],
    [
      'a window that ends in time',
      { rule: tokens(20n), settled: 20n, asked: 5n, atMs: noon + 12 * hour - 43_000 },
      { seconds: 43, resetsAtMs: noon + 12 * hour },
    ],
    [
      'a window that ends in a minute',
      { rule: tokens(20n), settled: 20n, asked: 5n, atMs: noon + 12 * hour - 60_000 },
      { seconds: 60, resetsAtMs: noon + 12 * hour },
    ],
    ['requests at once', { rule: atOnce(1n), held: 1n, asked: 1n }, { seconds: 1, resetsAtMs: null }],
    [
      'a window that only running requests fill',
      { rule: tokens(20n), settled: 10n, held: 8n, asked: 5n },
      { seconds: 1, resetsAtMs: null },
    ],
    [
      'a span that only running requests fill',
      { rule: rolling(5, 20n), settled: 10n, held: 8n, asked: 5n },
      { seconds: 1, resetsAtMs: null },
    ],
    [
      'a bucket that only running requests keep empty',
      { rule: bucket(20n, 0), settled: 10n, held: 8n, asked: 5n },
      { seconds: 1, resetsAtMs: null },
    ],
  ])('%s', (_, situation, { seconds, resetsAtMs }) => {
    expect(refuse(situation)).toMatchObject({
      code: 'budget_exceeded',
      status: 429,
      retryAfterSeconds: seconds,
      resetsAtMs,
    })
  })

  test('the seconds are those of the caller’s clock, where the ledger’s time is ahead of it', () => {
    const midnight = noon + 12 * hour
    const situation = { rule: tokens(20n), settled: 20n, asked: 5n, atMs: midnight - 5000 }
    expect(refuse({ ...situation, nowMs: midnight - 30_000 })).toMatchObject({
      status: 429,
      retryAfterSeconds: 30,
      resetsAtMs: midnight,
    })
    expect(refuse({ ...situation, nowMs: noon })).toMatchObject({ status: 402, resetsAtMs: midnight })
  })
})

describe('where it does not, a refusal is a 402 that says when and what else helps:', () => {
  test('a calendar window', () => {
    expect(refuse({ rule: tokens(20n, 'Europe/Berlin'), settled: 15n, asked: 6n })).toEqual({
      code: 'budget_exhausted',
      status: 402,
      message:
        'The budget "all/day" has 5 tokens left of 20 tokens, and this request asks for 6 tokens (4 tokens of answer are set aside). It resets on Tue, Nov 24 2026, 00:00 Europe/Berlin. Raise the budget, wait until then, or ask for less: a shorter prompt or a smaller max_tokens.',
      resetsAtMs: Date.parse('2026-11-24T00:00:00+01:00'),
      retryAfterSeconds: null,
    })
  })

  test('one with nothing left, where asking for less would not help', () => {
    expect(refuse({ rule: tokens(20n), settled: 20n, asked: 6n }).message).toMatch(
      / It resets on Tue, Nov 24 2026, 00:00 UTC\. Raise the budget or wait until then\.$/,
    )
  })

  test('a window that ends in more than a minute', () => {
    const atMs = noon + 12 * hour - 61_000
    expect(refuse({ rule: tokens(20n), settled: 20n, asked: 5n, atMs })).toMatchObject({ status: 402 })
  })

  test('a span of hours', () => {
    const refused = refuse({ rule: rolling(5, 20n), settled: 20n, asked: 5n })
    expect(refused).toMatchObject({
      status: 402,
      message: expect.stringContaining('There is room for it from'),
    })
    expect(Number(refused.resetsAtMs)).toBeGreaterThanOrEqual(noon + 5 * hour)
  })

  test('a bucket that takes longer, to the second that is surely enough', () => {
    expect(refuse({ rule: bucket(200n, 0.7), settled: 200n, asked: 100n })).toMatchObject({
      status: 402,
      resetsAtMs: noon + 143_000, // 142.857 s
    })
  })

  test('a bucket that nothing fills, of which no instant is told', () => {
    expect(refuse({ rule: bucket(20n, 0), settled: 20n, asked: 5n })).toMatchObject({
      status: 402,
      resetsAtMs: null,
      message: expect.stringMatching(/ It does not fill by itself\. Raise the budget\.$/),
    })
  })
})

describe('asking for less', () => {
  test.each<readonly [ThinkingBound, Rule, string]>([
    ['max_tokens', tokens(20n), 'a shorter prompt or a smaller max_tokens.'],
    ['max_tokens', calendar(20n), 'a cheaper model, a shorter prompt or a smaller max_tokens.'],
    [
      'max_completion_tokens',
      tokens(20n),
      'a shorter prompt or max_completion_tokens, which bounds thinking too.',
    ],
    [
      'max_completion_tokens',
      calendar(20n),
      'a cheaper model, a shorter prompt or max_completion_tokens, which bounds thinking too.',
    ],
    ['none', tokens(20n), 'a shorter prompt or a model whose thinking max_tokens bounds.'],
  ])('where %s bounds what the model thinks', (thinkingBound, rule, advice) => {
    for (const situation of [{ asked: 22n }, { asked: 6n, settled: 15n }]) {
      const { message } = refuse({ rule, thinkingBound, ...situation })
      expect(message.split('or ask for less: ')[1]).toBe(advice)
    }
  })

  test('is said to need a max_tokens where the request gives none, of which nearly all that it asks for may come', () => {
    const asked = { asked: 4111n, outputTokens: 4096, maxOutputTokens: undefined }
    expect(refuse({ rule: tokens(20n), ...asked }).message).toBe(
      'This request can never pass: it asks for 4,111 tokens (4,096 tokens of answer are set aside), and the limit of the budget "all/day" is 20 tokens. Raise the budget, or ask for less: a shorter prompt or a max_tokens in the request.',
    )
    expect(refusedDetail({ rule: tokens(20n), ...asked })).toEqual([4096, 'max_tokens'])
    expect(refusedDetail({ rule: tokens(20n), ...asked, maxOutputTokens: 4096 })).toEqual([4096, ''])
    expect(refusedDetail({ rule: tokens(20n), ...asked, thinkingBound: 'none' })).toEqual([4096, ''])
    expect(refusedDetail({ rule: atOnce(0n), asked: 1n })).toEqual([null, ''])
  })

  test('is a shorter prompt alone where there is no answer in tokens', () => {
    const vectors = { rule: tokens(20n), asked: 22n, outputTokens: 0, maxOutputTokens: undefined }
    expect(refuse(vectors).message).toMatch(/asks for 22 tokens, and .*ask for less: a shorter prompt\.$/)
    expect(refusedDetail(vectors)).toEqual([0, ''])
  })

  test('helps nobody where requests are counted', () => {
    for (const thinkingBound of ['max_tokens', 'max_completion_tokens', 'none'] as const) {
      expect(refuse({ rule: atOnce(0n), asked: 1n, thinkingBound }).message).toMatch(/ Raise the budget\.$/)
    }
  })
})

describe('a request that can never fit', () => {
  test('says that and only that', () => {
    expect(refuse({ rule: tokens(20n), asked: 22n })).toEqual({
      code: 'budget_too_small',
      status: 402,
      message:
        'This request can never pass: it asks for 22 tokens (4 tokens of answer are set aside), and the limit of the budget "all/day" is 20 tokens. Raise the budget, or ask for less: a shorter prompt or a smaller max_tokens.',
      resetsAtMs: null,
      retryAfterSeconds: null,
    })
  })

  test.each([
    ['a bucket', bucket(20n, 1000)],
    ['a span', rolling(5, 20n)],
    ['a window that ends at once', tokens(20n)],
  ])('is told so whatever else is true of %s', (_, rule) => {
    const atMs = noon + 12 * hour - 1
    expect(refuse({ rule, settled: 20n, asked: 22n, atMs })).toMatchObject({ code: 'budget_too_small' })
  })

  test('is any request where none may run', () => {
    expect(refuse({ rule: atOnce(0n), asked: 1n }).message).toBe(
      'This request can never pass: it asks for 1 request, and the limit of the budget "all/day" is 0 requests. Raise the budget.',
    )
  })
})

test('a request of unknown cost is told what would make it known', () => {
  expect(refuse({ rule: calendar(20n), asked: undefined })).toMatchObject({
    code: 'price_unknown',
    status: 402,
    message: expect.stringMatching(/"gpt-x" has no known price.*set a price for the model/),
  })
})
