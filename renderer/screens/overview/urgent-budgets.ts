import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { requestsHash } from './requests-link.ts'

/** The fullest first. What only watches comes after everything that refuses or warns. */
export function byUrgency(budgets: readonly BudgetView[]): readonly BudgetView[] {
  const watches = ({ mode }: BudgetView): number => (mode === 'shadow' ? 1 : 0)
  const refuses = ({ mode }: BudgetView): number => (mode === 'hard' ? 0 : 1)
  return budgets.toSorted(
    (a, b) => watches(a) - watches(b) || fullness(b) - fullness(a) || refuses(a) - refuses(b),
  )
}

/** The requests that a budget counted in its current window. */
export function requestsOf({ scope, windowStartMs }: BudgetView): string {
  const since = windowStartMs === null ? {} : { from: windowStartMs }
  if (scope.kind === 'all') return requestsHash(since)
  const slash = scope.kind === 'model' ? scope.id.indexOf('/') : -1
  const named =
    slash < 0
      ? { [scope.kind]: scope.id }
      : { provider: scope.id.slice(0, slash), model: scope.id.slice(slash + 1) }
  return requestsHash({ ...since, ...named })
}

/** The requests that a budget refused, as many as it says. */
export function refusedBy({ id, refusedSinceMs }: BudgetView): string {
  return requestsHash({ budget: id, from: refusedSinceMs })
}

/** The requests that a budget that only watches would have refused, as many as it says. */
export function wouldBeRefusedBy({ id, windowStartMs }: BudgetView): string {
  return requestsHash({ budget: id, ...(windowStartMs !== null && { from: windowStartMs }) })
}

/** Of the limit, in millionths. For comparing. */
function fullness({ rule, settled, held }: BudgetView): number {
  const limit = BigInt(rule.limit)
  return limit <= 0n
    ? Number.POSITIVE_INFINITY
    : Number(((BigInt(settled) + BigInt(held)) * 1_000_000n) / limit)
}
