import type { BudgetMode, BudgetRule, BudgetScope } from './budgets.ts'

export interface TitledBudget {
  readonly scope: BudgetScope
  /** The limit is no part of the title: it may change, and the budget stays the same. */
  readonly rule: BudgetRule
  readonly mode: BudgetMode
}

const spentRules = {
  usd: { day: 'per day', week: 'per week', month: 'per month', span: 'in any' },
  tokens: {
    day: 'tokens per day',
    week: 'tokens per week',
    month: 'tokens per month',
    span: 'tokens in any',
  },
} as const

/**
 * What people read wherever a budget is named: 'Team lab, per month'. The window, its notices, the system's notifications,
 * refusals, the log and the command line all call it, so that a person finds the budget by what was read somewhere else. It
 * is in English and none of the window's texts, because refusals are the gateway's errors, which are English, and a person
 * looks for the words of a refusal in the window. It is unique, except for budgets that differ only in their zone. Programs
 * get a short name besides, such as 'team:lab/month', which can be typed too: see `BudgetView`.
 */
export function budgetTitle(
  { scope, rule, mode }: TitledBudget,
  clientName: (id: string) => string | undefined,
): string {
  const title = `${scopeTitle(scope, clientName)}, ${ruleTitle(rule)}`
  return mode === 'shadow' ? `${title} (shadow)` : title
}

/** 'lab'. Only for places where a heading or an icon says that it is a team. */
export function scopeLabel(scope: BudgetScope, clientName: (id: string) => string | undefined): string {
  if (scope.kind === 'all') return 'All clients'
  return scope.kind === 'client' ? (clientName(scope.id) ?? scope.id) : scope.id
}

/** 'per month', 'tokens in any 5 hours'. */
export function ruleTitle(rule: BudgetRule): string {
  switch (rule.kind) {
    case 'calendar':
      return spentRules[rule.unit][rule.window]
    case 'rolling':
      return `${spentRules[rule.unit].span} ${rule.hours === 1 ? 'hour' : `${rule.hours} hours`}`
    case 'bucket':
      return `pace of ${rule.unit}`
    case 'concurrency':
      return 'requests at once'
    default:
      return rule satisfies never
  }
}

function scopeTitle(scope: BudgetScope, clientName: (id: string) => string | undefined): string {
  const label = scopeLabel(scope, clientName)
  if (scope.kind === 'all' || scope.kind === 'client') return label
  return `${scope.kind.charAt(0).toUpperCase()}${scope.kind.slice(1)} ${label}`
}
