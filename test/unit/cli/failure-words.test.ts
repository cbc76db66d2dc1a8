import { expect, test } from 'vitest'
import { failureFacts, touchedText } from '../../../gateway/cli/failure-words.ts'
import { priceSourceText } from '../../../gateway/contract/prices.ts'
import type { RequestFailure } from '../../../gateway/contract/request-why.ts'

const usd = (amount: string) => ({ amount, unit: 'usd' as const })
const budget = { budgetId: 'b', budget: 'all/day' }

test.each<readonly [RequestFailure, string, string | null]>([
  [
    {
      type: 'budget',
      ...budget,
      limit: usd('1000000000'),
      asked: usd('30000000'),
      left: usd('7000000'),
      passes: { type: 'never' },
      answer: { tokens: 4096, missingBound: 'max_tokens' },
    },
    'The budget "all/day" of 1 USD had 0.007 USD left, and this asked for 0.03 USD. Of that, 4096 tokens were set aside for its answer, because it gave no max_tokens. That is more than its whole limit, so it can never pass.',
    'Raise the budget with budget set.',
  ],
  [
    { type: 'no-price', ...budget, providerId: 'up', model: 'house' },
    '"house" has no known price, and the budget "all/day" is in money.',
    'Set its price with price set up/house.',
  ],
  [
    { type: 'model', asked: 'gpt', isAmbiguous: false, names: ['a/gpt-4', 'b/gpt-4'], reason: '' },
    'No provider set up here has the model "gpt".',
    'Ask for one of: a/gpt-4, b/gpt-4',
  ],
  [
    {
      type: 'provider',
      providerId: 'up',
      status: 429,
      fault: 'rate-limited',
      message: 'Slow down.',
      names: [],
    },
    '"up" answered 429: Slow down.',
    null,
  ],
])('says why and what helps: %j', (failure, why, helps) => {
  expect(failureFacts(failure)).toEqual([
    ['Why', why],
    ['What helps', helps],
  ])
})

test('names the budgets with what they said', () => {
  expect(touchedText([])).toBeNull()
  expect(
    touchedText([
      { id: '1', name: 'All clients, per day', verdict: 'counted' },
      { id: '2', name: 'Team lab, per month', verdict: 'passed' },
    ]),
  ).toBe('All clients, per day; Team lab, per month (exceeded, let it pass)')
})

test('a price of one’s own is called that', () => {
  expect(priceSourceText('override, 2026-11-28', 'your price')).toBe('your price, 2026-11-28')
  expect(priceSourceText('override (as gpt-x), 2026-11-28', 'your price')).toBe(
    'your price (as gpt-x), 2026-11-28',
  )
  expect(priceSourceText('genai-prices 0.1.8, 2026-09-23', 'your price')).toBe(
    'genai-prices 0.1.8, 2026-09-23',
  )
})
