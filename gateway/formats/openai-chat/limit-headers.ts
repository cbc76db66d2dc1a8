import { type LimitHeaders, type LimitState, limitAmount } from '../../chat/limit-headers.ts'

/** https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers. Amounts of money are in dollars. */
export function chatLimitHeaders({ unit, limit, left, resetSeconds }: LimitState): LimitHeaders {
  return {
    [`x-ratelimit-limit-${unit}`]: limitAmount(limit, unit),
    [`x-ratelimit-remaining-${unit}`]: limitAmount(left, unit),
    ...(resetSeconds === undefined ? {} : { [`x-ratelimit-reset-${unit}`]: durationOf(resetSeconds) }),
  }
}

/** A duration as Go writes it: 1s, 6m0s, 26h0m5s. */
function durationOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const withMinutes = minutes > 0 ? `${minutes % 60}m` : ''
  return `${hours > 0 ? `${hours}h` : ''}${withMinutes}${seconds % 60}s`
}
