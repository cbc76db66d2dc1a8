import type { ClientView } from '../../../gateway/contract/admin.ts'
import type { BudgetScope, BudgetView } from '../../../gateway/contract/budgets.ts'
import { usualClientCache } from '../../support/client-cache.ts'

/** Ten dollars a day for everything, of which nothing is used. */
export const budget: BudgetView = {
  id: 'b1',
  name: 'all/day',
  title: 'All clients, per day',
  scope: { kind: 'all' },
  rule: {
    kind: 'calendar',
    window: 'day',
    zone: 'Europe/Berlin',
    weekStart: 1,
    monthStart: 1,
    unit: 'usd',
    limit: '10000000000',
  },
  mode: 'hard',
  strict: false,
  atCap: 'finish',
  settled: '0',
  held: '0',
  left: '10000000000',
  windowStartMs: 0,
  resetsAtMs: 1,
  wouldHaveRefused: 0,
  refused: 0,
  refusedSinceMs: 0,
}

export function budgetOf(id: string, scope: BudgetScope): BudgetView {
  return { ...budget, id, scope }
}

export function clientOf(id: string, name: string, teamId: string | null): ClientView {
  return {
    id,
    name,
    tokenPrefix: 'gth_abc',
    createdAtMs: 1,
    lastUsedAtMs: null,
    revokedAtMs: null,
    personId: null,
    teamId,
    onUnsupported: null,
    pausedAtMs: null,
    cache: usualClientCache,
  }
}
