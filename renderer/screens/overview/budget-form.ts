import type { BudgetView, NewBudget } from '../../../gateway/contract/admin.ts'
import { nanoUsd, toDecimalUsd } from '../../../gateway/contract/units.ts'

/** The budget form's fields as they are typed. */
export interface BudgetFields {
  /** 'all', or a client's id. */
  readonly scope: string
  readonly window: 'day' | 'month'
  readonly zone: string
  readonly unit: 'usd' | 'tokens'
  readonly amount: string
}

export const everyone = 'all'

export function isValidAmount({ unit, amount }: Pick<BudgetFields, 'unit' | 'amount'>): boolean {
  const pattern = unit === 'usd' ? /^\d{1,9}(\.\d{1,9})?$/ : /^\d{1,15}$/
  return pattern.test(amount) && /[1-9]/.test(amount)
}

/** Expects a valid amount. Dollars stay decimal digits all the way: no float touches them. */
export function toNewBudget({ scope, window, zone, unit, amount }: BudgetFields): NewBudget {
  return {
    scope: scope === everyone ? { kind: 'all' } : { kind: 'client', clientId: scope },
    window,
    zone,
    limit: unit === 'usd' ? { unit, nanoUsd: nanoUsd(amount).toString() } : { unit, tokens: Number(amount) },
  }
}

export function toFields(budget: BudgetView): BudgetFields {
  const { scope, window, zone, limit } = budget
  return {
    scope: scope.kind === 'all' ? everyone : scope.clientId,
    window,
    zone,
    unit: limit.unit,
    amount: limit.unit === 'usd' ? toDecimalUsd(BigInt(limit.nanoUsd)) : String(limit.tokens),
  }
}
