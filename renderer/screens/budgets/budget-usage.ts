import type { BudgetView } from '../../../gateway/contract/budgets.ts'

export interface BudgetUsage {
  /** Percent of the limit, for drawing. Both together are 0 to 100. */
  readonly settledPercent: number
  readonly heldPercent: number
  readonly level: 'calm' | 'near' | 'over'
}

const nearPercent = 80

/**
 * How full a budget is. It is computed exactly and rounded at the end. The parts are limited so that they fit into one bar.
 */
export function budgetUsage({ rule, settled, held }: BudgetView): BudgetUsage {
  const whole = BigInt(rule.limit)
  const settledPercent = percent(BigInt(settled), whole)
  const together = percent(BigInt(settled) + BigInt(held), whole)
  return {
    settledPercent,
    heldPercent: together - settledPercent,
    level: together >= 100 ? 'over' : together >= nearPercent ? 'near' : 'calm',
  }
}

function percent(part: bigint, whole: bigint): number {
  if (whole <= 0n) return 100
  return Math.min(100, Number((part * 10_000n) / whole) / 100)
}
