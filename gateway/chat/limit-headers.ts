import type { BudgetUnit } from '../contract/budgets.ts'
import { toDecimalUsd } from '../contract/units.ts'

/** A limit that refused a request, for the headers that each format's clients read. */
export interface LimitState {
  readonly unit: BudgetUnit
  /** Nano-dollars, tokens or requests. */
  readonly limit: bigint
  readonly left: bigint
  /** Until the same request would pass; undefined where nobody knows, or where no client should wait for it. */
  readonly resetSeconds: number | undefined
  readonly resetsAtMs: number | undefined
}

export type LimitHeaders = Readonly<Record<string, string>>

/** Money is in dollars. */
export function limitAmount(amount: bigint, unit: BudgetUnit): string {
  return unit === 'usd' ? toDecimalUsd(amount) : String(amount)
}
