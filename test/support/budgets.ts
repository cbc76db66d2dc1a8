import type { BudgetRule, NewBudget } from '../../gateway/contract/budgets.ts'

type Calendar = Extract<BudgetRule, { readonly kind: 'calendar' }>

/** A hard budget for everything per calendar day in UTC, except for the given changes. */
export function calendarBudget(
  limit: string,
  rule: Partial<Calendar> = {},
  changes: Partial<Omit<NewBudget, 'rule'>> = {},
): NewBudget {
  return ruledBudget(
    {
      kind: 'calendar',
      window: 'day',
      zone: 'UTC',
      weekStart: 1,
      monthStart: 1,
      unit: 'usd',
      limit,
      ...rule,
    },
    changes,
  )
}

export function ruledBudget(rule: BudgetRule, changes: Partial<Omit<NewBudget, 'rule'>> = {}): NewBudget {
  return { scope: { kind: 'all' }, rule, mode: 'hard', strict: false, atCap: 'finish', ...changes }
}
