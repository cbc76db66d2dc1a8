// When a budget is worth a word: at half, at four fifths, and when it is used up.
import type { BudgetNotice } from '../contract/budgets.ts'
import type { Budget } from './budget.ts'

const percents = [50, 80, 100] as const

/** The highest mark that was told in this window; 0: none. */
export interface NoticeMarks {
  told: number
}

/** What is reached already when a budget is set, or at a start, is no news. */
export function startMarks(budget: Budget, settled: bigint): NoticeMarks {
  return { told: reached(budget, settled) ?? 0 }
}

/** The highest mark that is newly reached. A rolling span that empties may reach it again. */
export function dueNotice(
  budget: Budget,
  settled: bigint,
  marks: NoticeMarks,
): BudgetNotice['percent'] | undefined {
  const { mode, rule } = budget
  if (mode === 'shadow' || rule.kind === 'bucket' || rule.kind === 'concurrency') return undefined
  const now = reached(budget, settled)
  const isNews = now !== undefined && now > marks.told
  marks.told = now ?? 0
  return isNews ? now : undefined
}

function reached({ rule }: Budget, settled: bigint): BudgetNotice['percent'] | undefined {
  return percents.findLast(percent => settled * 100n >= rule.limit * BigInt(percent) && settled > 0n)
}
