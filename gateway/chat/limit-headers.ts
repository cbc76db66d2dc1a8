import type { BudgetUnit } from '../contract/budgets.ts'
import { toDecimalUsd } from '../contract/units.ts'

/** The limit that refused a request. The headers that each format's clients read are made from it. */
export interface LimitState {
  readonly unit: BudgetUnit
  /** In nano-dollars, tokens or requests. */
  readonly limit: bigint
  readonly left: bigint
  /**
   * Seconds until the same request would be accepted. Undefined if it is not known, or if clients should not wait for it.
   */
  readonly resetSeconds: number | undefined
  readonly resetsAtMs: number | undefined
}

export type LimitHeaders = Readonly<Record<string, string>>

/** Formats an amount. Money is in dollars. */
export function limitAmount(amount: bigint, unit: BudgetUnit): string {
  return unit === 'usd' ? toDecimalUsd(amount) : String(amount)
}
