import type { BudgetMode, BudgetRule, ScopeKind } from './budgets.ts'

type WithoutLimit<Rule> = Rule extends unknown ? Omit<Rule, 'limit'> : never

/** A budget in the form of the admin doors or of the ledger. */
export interface ComparedBudget {
  readonly scope: { readonly kind: ScopeKind; readonly id?: string | null }
  readonly rule: WithoutLimit<BudgetRule>
  readonly mode: BudgetMode
}

/**
 * Whether setting one budget changes the other. A budget is identified by its scope, its kind of rule, its window and its
 * unit. Setting it again changes everything else. A shadow budget can exist beside the budget that it is compared with.
 */
export function isSameBudget(a: ComparedBudget, b: ComparedBudget): boolean {
  const isShadow = ({ mode }: ComparedBudget) => mode === 'shadow'
  return (
    a.scope.kind === b.scope.kind &&
    (a.scope.id ?? null) === (b.scope.id ?? null) &&
    windowOf(a.rule) === windowOf(b.rule) &&
    isShadow(a) === isShadow(b)
  )
}

function windowOf(rule: ComparedBudget['rule']): string {
  switch (rule.kind) {
    case 'calendar':
      return [rule.window, rule.zone, rule.weekStart, rule.monthStart, rule.unit].join(' ')
    case 'rolling':
      return `${rule.hours} h ${rule.unit}`
    case 'bucket':
    case 'concurrency':
      return `${rule.kind} ${rule.unit}`
    default:
      return rule satisfies never
  }
}
