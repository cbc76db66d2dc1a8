import { expect, test } from 'vitest'
import { CallWindow } from '../../../gateway/health/call-window.ts'
import { HedgeBudget, RetryBudget } from '../../../gateway/health/request-budgets.ts'

function budgetAfter(faults: number, answers = 0): RetryBudget {
  const budget = new RetryBudget()
  for (let each = 0; each < faults; each++) budget.failed()
  for (let each = 0; each < answers; each++) budget.answered()
  return budget
}

test.each([
  [4, 0, true],
  [5, 0, false],
  [5, 1, true],
  [6, 10, false],
  [6, 11, true],
  [50, 50, false],
  [50, 51, true],
] as const)(
  'after %i faults and then %i answers there is enough for retries: %s',
  (faults, answers, isEnough) => {
    expect(budgetAfter(faults, answers).hasEnough).toBe(isEnough)
  },
)

test('one in ten seconds is always allowed', () => {
  const budget = budgetAfter(10)
  const asked = [0, 1, 9999, 10_000, 10_001, 20_000].map(atMs => budget.mayRetry(atMs))
  expect(asked).toEqual([true, false, false, true, false, true])
})

test('five of the last hundred calls may be hedges', () => {
  const hedges = new HedgeBudget()
  let most = 0
  const taken: boolean[] = []
  for (let call = 0; call < 1000; call++) {
    hedges.begun()
    taken.push(hedges.take())
    most = Math.max(most, taken.slice(-100).filter(Boolean).length)
  }
  expect(most).toBe(5)
  expect(taken.filter(Boolean)).toHaveLength(50)
})

test('calls are counted for a minute', () => {
  const window = new CallWindow()
  const startMs = 1_000_000
  for (let each = 0; each < 12; each++) window.add(startMs + each * 5000, each % 3 === 0)
  expect([window.calls(startMs + 55_000), window.faults(startMs + 55_000)]).toEqual([12, 4])
  expect([window.calls(startMs + 60_000), window.faults(startMs + 60_000)]).toEqual([11, 3])
  expect(window.calls(startMs + 114_999)).toBe(1)
  expect(window.calls(startMs + 115_000)).toBe(0)
  window.add(startMs + 10 * 3_600_000, true)
  expect([window.calls(startMs + 10 * 3_600_000), window.faults(startMs + 10 * 3_600_000)]).toEqual([1, 1])
})
