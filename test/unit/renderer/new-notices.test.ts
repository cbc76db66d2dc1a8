import { expect, test } from 'vitest'
import type { BudgetNotice } from '../../../gateway/contract/budgets.ts'
import { newNotices, noticeKey } from '../../../renderer/components/new-notices.ts'

const half: BudgetNotice = {
  budgetId: 'b1',
  name: 'all/day',
  title: 'All clients, per day',
  percent: 50,
  atMs: 1,
}
const most: BudgetNotice = { ...half, percent: 80, atMs: 2 }
const nextDay: BudgetNotice = { ...half, atMs: 3 }

test('what was reached before the window opened is no news', () => {
  expect(newNotices(undefined, [half])).toEqual([])
})

test('a mark is told once, and again in the next window', () => {
  const told = new Set([half].map(noticeKey))
  expect(newNotices(told, [half, most])).toEqual([most])
  expect(newNotices(told, [half, nextDay])).toEqual([nextDay])
  expect(newNotices(new Set(), [])).toEqual([])
})

test('of several marks passed at once, the last one of each budget is told', () => {
  const other = { ...half, budgetId: 'b2' }
  expect(newNotices(new Set(), [half, other, most])).toEqual([most, other])
})
