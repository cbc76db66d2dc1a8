// Decides when a notice about a budget is sent: at 50, 80 and 100 percent.
import type { BudgetNotice } from '../contract/budgets.ts'
import type { Budget } from './budget.ts'

const percents = [50, 80, 100] as const

/** The highest percentage for which a notice was sent in this window. 0 if there was none. */
export interface NoticeMarks {
  told: number
}

/** A percentage that is already reached when a budget is set, or when the program starts, gets no notice. */
export function startMarks(budget: Budget, settled: bigint): NoticeMarks {
  return { told: reached(budget, settled) ?? 0 }
}

/**
 * The highest percentage that is newly reached. A rolling budget gets emptier as time passes, and may reach the same one
 * again.
 */
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
