import { type LimitHeaders, type LimitState, limitAmount } from '../../chat/limit-headers.ts'

/** https://docs.anthropic.com/en/api/rate-limits#response-headers. Amounts of money are in dollars. */
export function messagesLimitHeaders({ unit, limit, left, resetsAtMs }: LimitState): LimitHeaders {
  return {
    [`anthropic-ratelimit-${unit}-limit`]: limitAmount(limit, unit),
    [`anthropic-ratelimit-${unit}-remaining`]: limitAmount(left, unit),
    ...(resetsAtMs === undefined
      ? {}
      : { [`anthropic-ratelimit-${unit}-reset`]: new Date(resetsAtMs).toISOString() }),
  }
}
