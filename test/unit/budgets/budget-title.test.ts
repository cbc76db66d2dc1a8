import { expect, test } from 'vitest'
import { budgetTitle } from '../../../gateway/contract/budget-title.ts'
import type { BudgetRule } from '../../../gateway/contract/budgets.ts'

const clientName = (id: string) => (id === 'cli_1' ? 'notebook' : undefined)
const month: BudgetRule = {
  kind: 'calendar',
  window: 'month',
  zone: 'UTC',
  weekStart: 1,
  monthStart: 1,
  unit: 'usd',
  limit: '1',
}

test('a budget has one name for people, whoever tells it', () => {
  const title = (scope: Parameters<typeof budgetTitle>[0]['scope'], rule: BudgetRule = month) =>
    budgetTitle({ scope, rule, mode: 'hard' }, clientName)
  expect(title({ kind: 'all' })).toBe('All clients, per month')
  expect(title({ kind: 'team', id: 'lab/vision' })).toBe('Team lab/vision, per month')
  expect(title({ kind: 'client', id: 'cli_1' })).toBe('notebook, per month')
  expect(title({ kind: 'client', id: 'cli_gone' })).toBe('cli_gone, per month')
  expect(title({ kind: 'all' }, { kind: 'rolling', hours: 1, unit: 'usd', limit: '1' })).toBe(
    'All clients, in any hour',
  )
  expect(title({ kind: 'all' }, { kind: 'rolling', hours: 5, unit: 'tokens', limit: '1' })).toBe(
    'All clients, tokens in any 5 hours',
  )
  expect(title({ kind: 'all' }, { kind: 'bucket', unit: 'requests', limit: '1', refillPerSecond: 1 })).toBe(
    'All clients, pace of requests',
  )
  expect(title({ kind: 'all' }, { kind: 'concurrency', unit: 'requests', limit: '1' })).toBe(
    'All clients, requests at once',
  )
})

test('a shadow budget is told from the one that it stands beside', () => {
  expect(budgetTitle({ scope: { kind: 'all' }, rule: month, mode: 'shadow' }, clientName)).toBe(
    'All clients, per month (shadow)',
  )
})
