import { type BudgetFields, isValidAmount, isValidScopeId } from './budget-form.ts'

/** What a budget's form still needs before it can say what the budget will do. `other`: something is not valid. */
export type MissingFields = 'limit' | 'scope' | 'limitAndScope' | 'other'

export function missingFields(fields: BudgetFields): MissingFields {
  const lacksLimit = !isValidAmount(fields)
  const lacksScope = fields.scopeKind !== 'all' && fields.scopeId.trim() === ''
  if (lacksLimit && lacksScope) return 'limitAndScope'
  if (lacksLimit && isValidScopeId(fields)) return 'limit'
  return lacksScope ? 'scope' : 'other'
}
