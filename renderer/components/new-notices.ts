import type { BudgetNotice } from '../../gateway/contract/budgets.ts'

export function noticeKey({ budgetId, percent, atMs }: BudgetNotice): string {
  return `${budgetId} ${percent} ${atMs}`
}

/**
 * Those that were not told yet, of each budget the last: who hears that it is used up need not hear of the half. What
 * is there when the window opens is no news: the budgets show it.
 */
export function newNotices(
  told: ReadonlySet<string> | undefined,
  notices: readonly BudgetNotice[],
): readonly BudgetNotice[] {
  if (told === undefined) return []
  const fresh = notices.filter(notice => !told.has(noticeKey(notice)))
  return [...new Map(fresh.map(notice => [notice.budgetId, notice])).values()]
}
