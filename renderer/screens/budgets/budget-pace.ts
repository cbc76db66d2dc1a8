import type { BudgetView } from '../../../gateway/contract/budgets.ts'

export type BudgetPace =
  /** It is used up at this instant if spending goes on as it has in this window. */
  | { readonly type: 'until'; readonly atMs: number }
  /** It lasts until its window ends. */
  | { readonly type: 'lasts' }

/** Earlier than this in a window, what was spent says nothing about the rest. */
const leastPart = 0.02

/**
 * How long a budget lasts if spending goes on as it has since its window began. Null if that says nothing: if there is no
 * calendar window, if it has just begun, or if nothing or everything is spent.
 */
export function budgetPace(budget: BudgetView, nowMs: number): BudgetPace | null {
  const { rule, settled, left, windowStartMs, resetsAtMs } = budget
  if (rule.kind !== 'calendar' || windowStartMs === null || resetsAtMs === null) return null
  const elapsedMs = nowMs - windowStartMs
  if (settled === '0' || left === '0' || elapsedMs < (resetsAtMs - windowStartMs) * leastPart) return null
  const atMs = nowMs + Number((BigInt(left) * BigInt(Math.round(elapsedMs))) / BigInt(settled))
  return atMs < resetsAtMs ? { type: 'until', atMs } : { type: 'lasts' }
}
