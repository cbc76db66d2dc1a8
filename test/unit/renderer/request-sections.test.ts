import { expect, test } from 'vitest'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { sectionsOf, tokenClassesOf } from '../../../renderer/screens/requests/request-sections.ts'

const refused: RequestDetail = {
  sequence: 1,
  requestId: 'req_1',
  startedAtMs: 0,
  clientId: 'c',
  clientName: 'notebook',
  personId: null,
  teamId: null,
  project: null,
  format: 'openai-chat',
  purpose: 'answer',
  method: 'POST',
  path: '/v1/chat/completions',
  providerId: 'p',
  model: 'm',
  streaming: false,
  outcome: 'rejected',
  status: 404,
  errorCode: 'model_unknown',
  refusedBy: [],
  certainty: 'none',
  inputTokens: null,
  outputTokens: null,
  costNanoUsd: '0',
  timeToFirstTokenMs: null,
  durationMs: 3,
  sandbox: false,
  cacheOutcome: null,
  route: null,
  upstreamStatus: null,
  upstreamRequestId: null,
  userAgent: null,
  requestBytes: 9,
  responseBytes: 9,
  estimatedInputTokens: null,
  heldOutputTokens: null,
  heldNanoUsd: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  priceSource: null,
  arithmetic: null,
  doubt: null,
  receipt: null,
  trace: null,
  failure: null,
  budgets: [],
  cache: null,
  timing: {
    countedMs: 1,
    heldMs: null,
    upstreamSentMs: null,
    upstreamHeadersMs: null,
    firstTokenMs: null,
    endedMs: 3,
    perOutputTokenMs: null,
  },
  attempts: [],
}

test('a request that was refused has no sections of tokens, cost and timing', () => {
  expect(sectionsOf(refused)).toEqual({ timing: false, tokens: false, cost: false, cache: false })
})

test('one that was counted before a budget refused it shows what was counted', () => {
  const counted = { ...refused, estimatedInputTokens: 12 }
  expect(sectionsOf(counted)).toEqual({ timing: false, tokens: true, cost: false, cache: false })
  expect(tokenClassesOf(counted)).toEqual([{ name: 'input', estimated: 12, settled: null }])
})

test('one that a budget refused shows what it asked for its answer', () => {
  const amount = { amount: '9', unit: 'usd' } as const
  const asking = { limit: amount, asked: amount, left: amount, passes: { type: 'never' } } as const
  const answer = { tokens: 4096, missingBound: 'max_tokens' }
  const failure = {
    type: 'budget',
    budgetId: 'b',
    budget: 'All clients, per day',
    ...asking,
    answer,
  } as const
  expect(tokenClassesOf({ ...refused, estimatedInputTokens: 15, failure })).toEqual([
    { name: 'input', estimated: 15, settled: null },
    { name: 'output', estimated: 4096, settled: null },
  ])
})

test('one that was answered shows all of them, and of its tokens the classes that there were', () => {
  const answered: RequestDetail = {
    ...refused,
    outcome: 'completed',
    inputTokens: 20,
    outputTokens: 7,
    cacheReadTokens: 0,
    cacheWriteTokens: 5,
    estimatedInputTokens: 18,
    heldOutputTokens: 50,
    heldNanoUsd: '900',
    costNanoUsd: '300',
    timing: { ...refused.timing, heldMs: 1, upstreamSentMs: 2, upstreamHeadersMs: 3 },
  }
  expect(sectionsOf(answered)).toEqual({ timing: true, tokens: true, cost: true, cache: false })
  expect(tokenClassesOf(answered).map(({ name }) => name)).toEqual(['input', 'cacheWrite', 'output'])
})

test('a cost that is unknown is shown, and so is what the cache did', () => {
  expect(sectionsOf({ ...refused, costNanoUsd: null }).cost).toBe(true)
  const cache = { outcome: 'exact', reason: 'the same request' } as const
  expect(sectionsOf({ ...refused, cache })).toMatchObject({ cache: true, cost: false })
  expect(sectionsOf({ ...refused, cache: { outcome: 'off', reason: 'tools' } }).cache).toBe(false)
  const measured = { outcome: 'off', reason: 'measured only', wouldBe: 'miss' } as const
  expect(sectionsOf({ ...refused, cache: measured }).cache).toBe(true)
})
