import type { BudgetUnit } from '../contract/budgets.ts'
import { toDecimalUsd } from '../contract/units.ts'

/** An integer in the smallest part of its unit: nano-dollars, tokens or requests. */
export interface Amount {
  readonly amount: bigint
  readonly unit: BudgetUnit
}

/** The amount as text for people: '0.0302925 USD', '1 token', '20 requests'. */
export function amountWithUnit(amount: bigint, unit: BudgetUnit): string {
  if (unit === 'usd') return `${toDecimalUsd(amount)} USD`
  return amount === 1n ? `1 ${unit.slice(0, -1)}` : `${amount} ${unit}`
}
