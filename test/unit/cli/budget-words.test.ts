import { expect, test } from 'vitest'
import { modeText, resetText, spentText } from '../../../gateway/cli/budget-words.ts'
import type { BudgetRule, BudgetView } from '../../../gateway/contract/budgets.ts'

const rolling: BudgetRule = { kind: 'rolling', hours: 5, unit: 'usd', limit: '5000000000' }
const budget: BudgetView = {
  id: 'bud_1',
  name: 'all/5h',
  title: 'All clients, in any 5 hours',
  scope: { kind: 'all' },
  rule: rolling,
  mode: 'hard',
  strict: false,
  atCap: 'finish',
  settled: '0',
  held: '0',
  left: '5000000000',
  windowStartMs: 0,
  resetsAtMs: 1,
  wouldHaveRefused: 0,
  refused: 0,
  refusedSinceMs: 0,
}

test('a mode names what differs from the usual, and what a shadow would have refused', () => {
  expect(modeText(budget)).toBe('hard')
  expect(modeText({ ...budget, mode: 'soft', strict: true, atCap: 'cut' })).toBe('soft strict cut')
  expect(modeText({ ...budget, mode: 'shadow', wouldHaveRefused: 3 })).toBe('shadow, would have refused 3')
})

test('a rolling span frees up from an instant on, once something was spent', () => {
  expect(resetText(budget)).toBe('-')
  expect(resetText({ ...budget, settled: '1' })).toMatch(/^from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
})

test('a bucket has a pace, and requests at once are never spent', () => {
  const bucket: BudgetRule = { kind: 'bucket', unit: 'tokens', limit: '9', refillPerSecond: 0.5 }
  const atOnce: BudgetRule = { kind: 'concurrency', unit: 'requests', limit: '4' }
  expect([resetText({ ...budget, rule: bucket }), spentText({ ...budget, rule: bucket })]).toEqual([
    '0.5 a second',
    '0 tokens',
  ])
  expect([resetText({ ...budget, rule: atOnce }), spentText({ ...budget, rule: atOnce })]).toEqual(['-', '-'])
})
