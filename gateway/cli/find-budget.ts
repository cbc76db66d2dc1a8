import type { BudgetView } from '../contract/budgets.ts'
import { CommandError } from './command.ts'

/**
 * A budget by its name, its short name or its id. Throws CommandError if there is none, or if several have the name, as those
 * of two time zones do.
 */
export function findBudget(budgets: readonly BudgetView[], wanted: string): BudgetView {
  const matches = budgets.filter(({ id, name, title }) => [id, name, title].includes(wanted))
  const [found] = matches
  if (found === undefined) throw new CommandError(`There is no budget "${wanted}".`)
  if (matches.length > 1) throw new CommandError(`Several budgets are named "${wanted}": give the ID of one.`)
  return found
}
