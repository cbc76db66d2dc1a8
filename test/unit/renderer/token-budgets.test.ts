import { expect, test } from 'vitest'
import { tokenBudget } from '../../../renderer/screens/tokens/token-budgets.ts'
import { budget, budgetOf } from './budget-view.ts'

const own = budgetOf('own', { kind: 'client', id: 'cli_1' })

test('a token without a budget of its own shows none, whatever else there is', () => {
  expect(tokenBudget([budget, budgetOf('other', { kind: 'client', id: 'cli_2' })], 'cli_1')).toBeUndefined()
})

test('of several budgets the fullest is shown, with running requests and beyond its limit', () => {
  const full = { ...own, id: 'full', settled: '11000000000', held: '200000000' }
  expect(tokenBudget([own, full], 'cli_1')).toEqual({ budget: full, percent: 112, others: 1 })
})

test('one that only watches comes last, and a limit of nothing is used up', () => {
  const watching = { ...own, id: 'watching', mode: 'shadow' as const, settled: '20000000000' }
  expect(tokenBudget([watching, own], 'cli_1')?.budget.id).toBe('own')
  const nothing = { ...own, rule: { ...own.rule, limit: '0' } }
  expect(tokenBudget([nothing], 'cli_1')?.percent).toBe(100)
})
