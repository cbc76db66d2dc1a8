import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { byUrgency } from '../overview/urgent-budgets.ts'

export interface TokenBudget {
  /** Of the token's own budgets, the one that needs attention first. */
  readonly budget: BudgetView
  /** Of its limit, running requests included. May be above 100. */
  readonly percent: number
  readonly others: number
}

/** Undefined if the token has no budget of its own. */
export function tokenBudget(budgets: readonly BudgetView[], clientId: string): TokenBudget | undefined {
  const own = budgets.filter(({ scope }) => scope.kind === 'client' && scope.id === clientId)
  const [budget] = byUrgency(own)
  return budget && { budget, percent: percentOf(budget), others: own.length - 1 }
}

/** Computed exactly and rounded at the end. A limit of nothing is used up. */
function percentOf({ rule, settled, held }: BudgetView): number {
  const limit = BigInt(rule.limit)
  return limit <= 0n ? 100 : Number(((BigInt(settled) + BigInt(held)) * 1000n) / limit) / 10
}
