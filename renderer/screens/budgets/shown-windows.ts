import type { BudgetWindowView } from '../../../gateway/contract/budgets.ts'

/** The newest first, without those from before anything was spent. The current one is always among them. */
export function shownWindows(windows: readonly BudgetWindowView[]): readonly BudgetWindowView[] {
  const first = windows.findIndex(({ spent }) => spent !== '0')
  return windows.slice(first === -1 ? -1 : first).toReversed()
}
