import type { Balance } from '../budgets/account.ts'
import type { Budget, Rule, Scope } from '../budgets/budget.ts'
import { lastWindows } from '../budgets/last-windows.ts'
import { checkScopeName } from '../budgets/scope-name.ts'
import { checkZone } from '../budgets/windows.ts'
import type { AdminApi } from '../contract/admin.ts'
import { budgetTitle } from '../contract/budget-title.ts'
import type { BudgetRule, BudgetScope, BudgetView } from '../contract/budgets.ts'
import { GatewayError } from '../errors.ts'
import type { Clients } from '../identity/clients.ts'
import type { Ledger, LedgerDeps } from '../ledger/ledger.ts'
import type { LogReader } from '../storage/log-reader.ts'

type BudgetMethods = Pick<
  AdminApi,
  'listBudgets' | 'setBudget' | 'removeBudget' | 'readBudgetHistory' | 'listBudgetAlerts'
>

export function createBudgetMethods(
  ledger: Ledger,
  clients: Clients,
  logReader: Pick<LogReader, 'budgetHistory'>,
): BudgetMethods {
  const list = () => ledger.balances().map(balance => view(balance, clients))
  return {
    async listBudgets() {
      return list()
    },

    async setBudget({ scope, rule, mode, strict, atCap }) {
      const { id } = ledger.setBudget({
        scope: toScope(scope, clients),
        rule: toRule(rule),
        mode,
        strict,
        atCap,
      })
      const set = list().find(budget => budget.id === id)
      if (!set) throw new GatewayError('budget_unknown', { id })
      return set
    },

    async removeBudget({ id }) {
      if (!ledger.removeBudget(id)) throw new GatewayError('budget_unknown', { id })
      return {}
    },

    async readBudgetHistory({ id }) {
      const found = ledger.balances().find(({ budget }) => budget.id === id)
      if (!found) throw new GatewayError('budget_unknown', { id })
      const { scope, rule } = found.budget
      if (rule.kind === 'bucket' || rule.kind === 'concurrency') return { windows: [] }
      const windows = lastWindows(rule, ledger.time().timeMs)
      return { windows: await logReader.budgetHistory({ scope, unit: rule.unit, windows }) }
    },

    async listBudgetAlerts({ limit }) {
      return ledger.alerts(limit)
    },
  }
}

function toScope(scope: BudgetScope, clients: Clients): Scope {
  if (scope.kind === 'all') return { kind: 'all', id: null }
  const { kind, id } = scope
  if (kind === 'client' && !clients.get(id)) throw new GatewayError('client_unknown', { id })
  if (kind === 'team' || kind === 'person' || kind === 'project') checkScopeName(id)
  return { kind, id }
}

function toRule(rule: BudgetRule): Rule {
  const limit = BigInt(rule.limit)
  if (rule.kind === 'calendar') return { ...rule, limit, zone: checkZone(rule.zone) }
  return { ...rule, limit }
}

/**
 * For programs, and to be typed: 'all/day', 'notebook/month/tokens', 'team:lab/5h', 'all/bucket/requests', 'all/at-once'.
 */
function nameOfBudget({ scope, rule, mode }: Budget, clients: Clients): string {
  const unit = rule.unit === 'usd' || rule.kind === 'concurrency' ? '' : `/${rule.unit}`
  return `${scopeName(scope, clients)}/${ruleName(rule)}${unit}${mode === 'shadow' ? '/shadow' : ''}`
}

function scopeName({ kind, id }: Scope, clients: Clients): string {
  if (id === null) return 'all'
  return kind === 'client' ? (clients.get(id)?.name ?? id) : `${kind}:${id}`
}

function ruleName(rule: Rule): string {
  switch (rule.kind) {
    case 'calendar':
      return rule.window
    case 'rolling':
      return `${rule.hours}h`
    case 'bucket':
      return 'bucket'
    case 'concurrency':
      return 'at-once'
    default:
      return rule satisfies never
  }
}

/** What the ledger calls budgets. */
export function budgetNames(clients: Clients): Pick<LedgerDeps, 'nameOf' | 'titleOf'> {
  return {
    nameOf: budget => nameOfBudget(budget, clients),
    titleOf: budget => titleOfBudget(budget, clients),
  }
}

/** What people read instead: 'Team lab, per month'. */
function titleOfBudget({ scope, rule, mode }: Budget, clients: Clients): string {
  const titled = { scope: toScopeView(scope), rule: { ...rule, limit: String(rule.limit) }, mode }
  return budgetTitle(titled, id => clients.get(id)?.name)
}

function view({ budget, gauge, wouldHaveRefused, refused }: Balance, clients: Clients): BudgetView {
  const { id, scope, rule, mode, strict, atCap } = budget
  return {
    id,
    name: nameOfBudget(budget, clients),
    title: titleOfBudget(budget, clients),
    scope: toScopeView(scope),
    rule: { ...rule, limit: String(rule.limit) },
    mode,
    strict,
    atCap,
    settled: String(gauge.settled),
    held: String(gauge.held),
    left: String(gauge.left),
    windowStartMs: gauge.bounds?.startMs ?? null,
    resetsAtMs: gauge.bounds?.endMs ?? null,
    wouldHaveRefused,
    refused: refused.refused,
    refusedSinceMs: refused.sinceMs,
  }
}

function toScopeView({ kind, id }: Scope): BudgetScope {
  return kind === 'all' || id === null ? { kind: 'all' } : { kind, id }
}
