import type { Balance } from '../budgets/balances.ts'
import { checkZone } from '../budgets/windows.ts'
import type { Clients } from '../clients.ts'
import type { AdminApi, BudgetView } from '../contract/admin.ts'
import type { ClientId } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import type { Ledger } from '../ledger.ts'
import type { BudgetRecord } from '../storage/ledger-journal.ts'

type BudgetMethods = Pick<AdminApi, 'listBudgets' | 'setBudget' | 'removeBudget'>

export function createBudgetMethods(ledger: Ledger, clients: Clients): BudgetMethods {
  const list = () => ledger.balances().map(balance => view(balance, clients))
  return {
    async listBudgets() {
      return list()
    },

    async setBudget({ scope, window, zone, limit }) {
      if (scope.kind === 'client' && !clients.get(scope.clientId)) {
        throw new GatewayError('client_unknown', { id: scope.clientId })
      }
      const { id } = ledger.setBudget({
        clientId: scope.kind === 'client' ? (scope.clientId as ClientId) : undefined,
        window,
        zone: checkZone(zone),
        unit: limit.unit,
        limit: limit.unit === 'usd' ? BigInt(limit.nanoUsd) : BigInt(limit.tokens),
      })
      const set = list().find(budget => budget.id === id)
      if (!set) throw new GatewayError('budget_unknown', { id })
      return set
    },

    async removeBudget({ id }) {
      if (!ledger.removeBudget(id)) throw new GatewayError('budget_unknown', { id })
      return {}
    },
  }
}

/** As refusals name it: 'all/day', 'notebook/month', with the unit where it is not money. */
export function nameOfBudget({ clientId, window, unit }: BudgetRecord, clients: Clients): string {
  const scope = clientId === undefined ? 'all' : (clients.get(clientId)?.name ?? clientId)
  return unit === 'usd' ? `${scope}/${window}` : `${scope}/${window}/tokens`
}

function view({ budget, bounds, settled, held }: Balance, clients: Clients): BudgetView {
  const { id, clientId, window, zone, unit, limit } = budget
  return {
    id,
    name: nameOfBudget(budget, clients),
    scope: clientId === undefined ? { kind: 'all' } : { kind: 'client', clientId },
    window,
    zone,
    limit: unit === 'usd' ? { unit, nanoUsd: String(limit) } : { unit, tokens: Number(limit) },
    settled: String(settled),
    held: String(held),
    windowStartMs: bounds.startMs,
    resetsAtMs: bounds.endMs,
  }
}
