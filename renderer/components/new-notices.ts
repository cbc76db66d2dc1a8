import type { BudgetNotice } from '../../gateway/contract/budgets.ts'

export function noticeKey({ budgetId, percent, atMs }: BudgetNotice): string {
  return `${budgetId} ${percent} ${atMs}`
}

/**
 * The notices that were not shown yet, and for each budget only the last one: if a budget is used up, its notice at 50
 * percent is not needed any more. Notices that exist when the window opens are not shown, because the budgets show the same.
 */
export function newNotices(
  told: ReadonlySet<string> | undefined,
  notices: readonly BudgetNotice[],
): readonly BudgetNotice[] {
  if (told === undefined) return []
  const fresh = notices.filter(notice => !told.has(noticeKey(notice)))
  return [...new Map(fresh.map(notice => [notice.budgetId, notice])).values()]
}
