import type { BudgetUnit } from '../contract/budgets.ts'
import { toDecimalUsd, toPlainUsd } from '../contract/units.ts'

/** An integer in the smallest part of its unit: nano-dollars, tokens or requests. */
export interface Amount {
  readonly amount: bigint
  readonly unit: BudgetUnit
}

/** The amount as text for programs and tables: '0.0302925 USD', '1 token', '20 requests'. */
export function amountWithUnit(amount: bigint, unit: BudgetUnit): string {
  if (unit === 'usd') return `${toDecimalUsd(amount)} USD`
  return amount === 1n ? `1 ${unit.slice(0, -1)}` : `${amount} ${unit}`
}

/** The amount in a sentence, exactly: '$0.0302925', '1 token', '20,000 tokens'. */
export function amountInWords(amount: bigint, unit: BudgetUnit): string {
  if (unit === 'usd') return toPlainUsd(amount)
  return `${amount.toLocaleString('en-US')} ${amount === 1n ? unit.slice(0, -1) : unit}`
}
