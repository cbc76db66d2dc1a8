import type { BudgetMode, BudgetRule, ScopeKind } from './budgets.ts'

type WithoutLimit<Rule> = Rule extends unknown ? Omit<Rule, 'limit'> : never

/** A budget as it crosses the doors or as the ledger keeps it. */
export interface ComparedBudget {
  readonly scope: { readonly kind: ScopeKind; readonly id?: string | null }
  readonly rule: WithoutLimit<BudgetRule>
  readonly mode: BudgetMode
}

/**
 * Whether setting the one changes the other. One budget exists per scope, kind of rule, its window and its unit: setting
 * it again changes the rest. A shadow stands beside the budget that it is to be compared with.
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
