import { expect, test } from 'vitest'
import { failureOf, whyColumns } from '../../../gateway/answer/failure.ts'
import type { TouchedBudget } from '../../../gateway/contract/request-why.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import { mergeTouched } from '../../../gateway/ledger/touched-budgets.ts'

const usd = (amount: bigint) => ({ amount, unit: 'usd' as const })
const setAside = { answer: '', answerTokens: 7, missingBound: 'max_tokens' }
const amounts = {
  budget: 'all/day',
  asked: usd(30n),
  left: usd(-5n),
  limit: usd(100n),
  ...setAside,
}
const refused: TouchedBudget = { id: 'budget_1', name: 'all/day', verdict: 'refused' }
const counted = (id: string): TouchedBudget => ({ id, name: `${id}/day`, verdict: 'counted' })

test.each([
  [
    new GatewayError('budget_exceeded', {
      ...amounts,
      when: 'Soon.',
      resetsAtMs: 60_000,
      retryAfterSeconds: 7,
    }),
    { type: 'at', atMs: 60_000 },
  ],
  [
    new GatewayError('budget_exceeded', {
      ...amounts,
      when: 'Soon.',
      resetsAtMs: null,
      retryAfterSeconds: 1,
    }),
    { type: 'when-one-ends' },
  ],
  [
    new GatewayError('budget_exhausted', {
      ...amounts,
      when: '',
      advice: '',
      resetsAtMs: 9000,
      retryAfterSeconds: null,
    }),
    { type: 'at', atMs: 9000 },
  ],
  [
    new GatewayError('budget_exhausted', {
      ...amounts,
      when: '',
      advice: '',
      resetsAtMs: null,
      retryAfterSeconds: null,
    }),
    { type: 'by-hand' },
  ],
  [
    new GatewayError('budget_too_small', {
      ...amounts,
      advice: '',
      resetsAtMs: null,
      retryAfterSeconds: null,
    }),
    { type: 'never' },
  ],
])('of a budget says which, how much, and when it passes: %s', (error, passes) => {
  expect(failureOf({ error, outcome: 'over-budget', touchedBudgets: [counted('other'), refused] })).toEqual({
    type: 'budget',
    budgetId: 'budget_1',
    budget: 'all/day',
    limit: { amount: '100', unit: 'usd' },
    asked: { amount: '30', unit: 'usd' },
    left: { amount: '-5', unit: 'usd' },
    passes,
    answer: { tokens: 7, missingBound: 'max_tokens' },
  })
})

test('of a price that is not known names the model and the budget that needs it', () => {
  const error = new GatewayError('price_unknown', {
    model: 'house-model',
    budget: 'all/day',
    unlisted: '',
    near: [],
  })
  const unjudged = [{ ...refused, verdict: 'unjudged' }] as const
  expect(whyColumns({ error, outcome: 'no-price', touchedBudgets: unjudged }).refusedBy).toBeUndefined()
  expect(failureOf({ error, outcome: 'no-price', touchedBudgets: unjudged })).toEqual({
    type: 'no-price',
    budgetId: 'budget_1',
    budget: 'all/day',
    providerId: null,
    model: 'house-model',
    near: null,
  })
})

test('of an unknown model gives a bounded number of near names', () => {
  const near = Array.from({ length: 50 }, (_, index) => `p/${'m'.repeat(1000)}${index}`)
  const error = new GatewayError('model_unknown', { model: 'n'.repeat(5000), hint: ' Near it.', near })
  const failure = failureOf({ error, outcome: 'rejected' })
  expect(failure).toMatchObject({ type: 'model', isAmbiguous: false })
  expect(JSON.stringify(failure).length).toBeLessThan(4000)
})

test('the budgets whose limit it reached are kept apart, those that only watch too', () => {
  const watching: TouchedBudget = { id: 'budget_9', name: 'b', verdict: 'would-refuse' }
  const { refusedBy } = whyColumns({ touchedBudgets: [counted('b'), watching, refused] })
  expect(refusedBy).toBe(' budget_9 budget_1 ')
  expect(whyColumns({ touchedBudgets: [counted('b')] }).refusedBy).toBeUndefined()
})

test('of an answer that a budget cut names that budget', () => {
  const cut: TouchedBudget = { id: 'budget_2', name: 'lab/day', verdict: 'cut' }
  expect(failureOf({ outcome: 'cut', touchedBudgets: [counted('budget_1'), cut] })).toEqual({
    type: 'cut',
    budgetId: 'budget_2',
    budget: 'lab/day',
  })
})

test('is nothing for a request that was answered, or whose caller left', () => {
  expect(failureOf({ touchedBudgets: [counted('budget_1')] })).toBeUndefined()
  expect(failureOf({ outcome: 'client-gone', error: new GatewayError('client_gone') })).toBeUndefined()
})

test('a budget is named once for all attempts, with the gravest of what it said, and not too many are', () => {
  const before = mergeTouched(undefined, [counted('a'), counted('b')])
  const merged = mergeTouched(before, [{ ...counted('a'), verdict: 'passed' }, counted('c')])
  expect(merged.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['a', 'passed'],
    ['b', 'counted'],
    ['c', 'counted'],
  ])
  const many = Array.from({ length: 40 }, (_, index) => counted(`m${index}`))
  const bounded = mergeTouched(many, [refused])
  expect(bounded).toHaveLength(20)
  expect(bounded[0]).toEqual(refused)
})
