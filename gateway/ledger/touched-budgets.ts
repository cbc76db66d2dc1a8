// What each budget said to a request, for its row in the log.
import type { Verdict } from '../budgets/balances.ts'
import type { Budget } from '../budgets/budget.ts'
import type { BudgetVerdict, TouchedBudget } from '../contract/request-why.ts'

export type OnTouched = (budgets: readonly TouchedBudget[]) => void

/** A row of the log names no more budgets than this. */
const namedAtMost = 20
const none: readonly TouchedBudget[] = []
/** The gravest last. */
const order = ['counted', 'would-refuse', 'passed', 'refused', 'cut'] as const satisfies BudgetVerdict[]

/** `refusing` is the budget that refused the request, if one did. The others counted nothing then. */
export function touchedBudgets(
  { balances, passed, shadowed }: Omit<Verdict, 'refusal'>,
  refusing: Budget | undefined,
  nameOf: (budget: Budget) => string,
): readonly TouchedBudget[] {
  if (refusing) return [{ id: refusing.id, name: nameOf(refusing), verdict: 'refused' }]
  if (balances.length === 0) return none
  const has = (budgets: readonly Budget[], id: string) => budgets.some(budget => budget.id === id)
  return balances.map(({ budget }): TouchedBudget => {
    const { id } = budget
    const verdict = has(passed, id) ? 'passed' : has(shadowed, id) ? 'would-refuse' : 'counted'
    return { id, name: nameOf(budget), verdict }
  })
}

/** Of several attempts: each budget once, with the gravest of what it said. */
export function mergeTouched(
  before: readonly TouchedBudget[] | undefined,
  touched: readonly TouchedBudget[],
): readonly TouchedBudget[] {
  const all = before === undefined ? touched : merged(before, touched)
  if (all.length <= namedAtMost) return all
  return all.toSorted((a, b) => order.indexOf(b.verdict) - order.indexOf(a.verdict)).slice(0, namedAtMost)
}

function merged(
  before: readonly TouchedBudget[],
  touched: readonly TouchedBudget[],
): readonly TouchedBudget[] {
  const byId = new Map(before.map(budget => [budget.id, budget]))
  for (const budget of touched) {
    const known = byId.get(budget.id)
    if (!known || order.indexOf(known.verdict) < order.indexOf(budget.verdict)) byId.set(budget.id, budget)
  }
  return [...byId.values()]
}
