import type { BudgetNotice } from '../../../gateway/contract/budgets.ts'
import { requestsHash } from '../overview/requests-link.ts'

/**
 * The requests that the budget refused after an alert, until it reached the same mark or a lower one again, as it does in its
 * next window. The newest alert comes first.
 */
export function refusedAfter(alert: BudgetNotice, alerts: readonly BudgetNotice[]): string {
  const { atMs, budgetId, percent } = alert
  const next = alerts.findLast(
    other => other.budgetId === budgetId && other.atMs > atMs && other.percent <= percent,
  )
  return requestsHash({ budget: budgetId, from: atMs, ...(next && { to: next.atMs }) })
}
