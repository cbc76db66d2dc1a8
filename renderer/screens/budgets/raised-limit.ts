import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import type { AmountView } from '../../../gateway/contract/request-why.ts'

/**
 * A limit under which a request that asked for so much would pass now: the next higher of 1, 2, 5, 10, 20, ... In the unit's
 * smallest part, as the budget's own.
 */
export function raisedLimit(
  { rule, settled, held }: Pick<BudgetView, 'rule' | 'settled' | 'held'>,
  { amount }: Pick<AmountView, 'amount'>,
): string {
  const needed = BigInt(settled) + BigInt(held) + BigInt(amount)
  const least = needed > BigInt(rule.limit) ? needed : BigInt(rule.limit) + 1n
  const digits = least.toString().length
  const tenth = 10n ** BigInt(digits - 1)
  const round = [1n, 2n, 5n, 10n].map(times => times * tenth).find(each => each >= least)
  return String(round ?? least)
}
