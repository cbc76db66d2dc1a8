import { expect, test } from 'vitest'
import { budgetPace } from '../../../renderer/screens/budgets/budget-pace.ts'
import { budgetUsage } from '../../../renderer/screens/budgets/budget-usage.ts'
import { shownWindows } from '../../../renderer/screens/budgets/shown-windows.ts'
import { budget } from './budget-view.ts'

const day = 86_400_000

test('a budget’s bar is cut into settled and held, and never overflows', () => {
  expect(budgetUsage({ ...budget, settled: '2500000000', held: '1000000000' })).toEqual({
    settledPercent: 25,
    heldPercent: 10,
    percent: 35,
    percentText: '35',
    over: '0',
    level: 'calm',
  })
  expect(budgetUsage({ ...budget, settled: '7000000000', held: '1000000000' }).level).toBe('near')
  expect(budgetUsage({ ...budget, settled: '9000000000', held: '2200000000' })).toEqual({
    settledPercent: 90,
    heldPercent: 10,
    percent: 112,
    percentText: '112',
    over: '1200000000',
    level: 'over',
  })
  expect(budgetUsage({ ...budget, settled: '99000000000' }).settledPercent).toBe(100)
})

test('100 % means that the limit is reached, and 0 % that nothing is used', () => {
  expect(budgetUsage({ ...budget, settled: '9999999999' }).percent).toBe(99)
  expect(budgetUsage({ ...budget, settled: '1' }).percentText).toBe('<1')
  expect(budgetUsage({ ...budget, settled: '99999999' }).percentText).toBe('<1')
  expect(budgetUsage({ ...budget, settled: '100000000' }).percentText).toBe('1')
  expect(budgetUsage(budget).percentText).toBe('0')
})

test('a shadow budget is never an alarm', () => {
  expect(budgetUsage({ ...budget, mode: 'shadow', settled: '99000000000' }).level).toBe('shadow')
})

test('a pace says until when a budget lasts if things go on as they did', () => {
  const started = { ...budget, windowStartMs: 0, resetsAtMs: 10 * day }
  const pace = (settled: string, left: string, nowMs: number) =>
    budgetPace({ ...started, settled, left }, nowMs)
  expect(pace('5', '5', 2 * day)).toEqual({ type: 'until', atMs: 4 * day })
  expect(pace('2', '8', 2 * day)).toEqual({ type: 'lasts' })
  expect(pace('0', '10', 2 * day)).toBeNull()
  expect(pace('10', '0', 2 * day)).toBeNull()
  expect(pace('5', '5', day / 10)).toBeNull()
  const rule = { kind: 'rolling', hours: 5, unit: 'usd', limit: '10' } as const
  expect(budgetPace({ ...started, rule, settled: '5', left: '5' }, 2 * day)).toBeNull()
})

test('the history begins where something was spent, and always has the current window', () => {
  const windows = ['0', '0', '5', '0'].map((spent, index) => ({ startMs: index, endMs: index + 1, spent }))
  expect(shownWindows(windows).map(({ startMs }) => startMs)).toEqual([3, 2])
  expect(shownWindows(windows.slice(0, 2)).map(({ startMs }) => startMs)).toEqual([1])
  expect(shownWindows([])).toEqual([])
})
