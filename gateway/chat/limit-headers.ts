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

/** https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers; money is in dollars. */
export function chatLimitHeaders({ unit, limit, left, resetSeconds }: LimitState): LimitHeaders {
  return {
    [`x-ratelimit-limit-${unit}`]: amountOf(limit, unit),
    [`x-ratelimit-remaining-${unit}`]: amountOf(left, unit),
    ...(resetSeconds === undefined ? {} : { [`x-ratelimit-reset-${unit}`]: durationOf(resetSeconds) }),
  }
}

/** https://docs.anthropic.com/en/api/rate-limits#response-headers; money is in dollars. */
export function messagesLimitHeaders({ unit, limit, left, resetsAtMs }: LimitState): LimitHeaders {
  return {
    [`anthropic-ratelimit-${unit}-limit`]: amountOf(limit, unit),
    [`anthropic-ratelimit-${unit}-remaining`]: amountOf(left, unit),
    ...(resetsAtMs === undefined
      ? {}
      : { [`anthropic-ratelimit-${unit}-reset`]: new Date(resetsAtMs).toISOString() }),
  }
}

function amountOf(amount: bigint, unit: BudgetUnit): string {
  return unit === 'usd' ? toDecimalUsd(amount) : String(amount)
}

/** As Go writes it: 1s, 6m0s, 26h0m5s. */
function durationOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const withMinutes = minutes > 0 ? `${minutes % 60}m` : ''
  return `${hours > 0 ? `${hours}h` : ''}${withMinutes}${seconds % 60}s`
}
