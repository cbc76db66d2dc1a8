// What each budget said to a request, for its row in the log.
import type { Verdict } from '../budgets/balances.ts'
import type { Budget } from '../budgets/budget.ts'
import type { BudgetVerdict, TouchedBudget } from '../contract/request-why.ts'

export type OnTouched = (budgets: readonly TouchedBudget[]) => void

/** A row of the log names no more budgets than this. */
const namedAtMost = 20
const none: readonly TouchedBudget[] = []
/** The gravest last. */
const order = [
  'counted',
  'would-refuse',
  'passed',
  'unjudged',
  'refused',
  'cut',
] as const satisfies BudgetVerdict[]

/** `unjudging` is a strict budget for which the request has no bound. If a budget refused, the others counted nothing. */
export function touchedBudgets(
  { balances, passed, refusal, shadowed }: Verdict,
  unjudging: Budget | undefined,
  titleOf: (budget: Budget) => string,
): readonly TouchedBudget[] {
  const refusing = unjudging ?? refusal?.budget
  if (refusing) {
    const isJudged = unjudging === undefined && refusal?.asked !== undefined
    return [{ id: refusing.id, name: titleOf(refusing), verdict: isJudged ? 'refused' : 'unjudged' }]
  }
  if (balances.length === 0) return none
  const has = (budgets: readonly Budget[], id: string) => budgets.some(budget => budget.id === id)
  return balances.map(({ budget }): TouchedBudget => {
    const { id } = budget
    const verdict = has(passed, id) ? 'passed' : has(shadowed, id) ? 'would-refuse' : 'counted'
    return { id, name: titleOf(budget), verdict }
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
