import {
  budgetTitle,
  ruleTitle,
  scopeLabel,
  type TitledBudget,
} from '../../../gateway/contract/budget-title.ts'
import type { BudgetRule, BudgetScope } from '../../../gateway/contract/budgets.ts'
import { useClients } from '../../api/queries.ts'

export interface BudgetWords {
  /** 'notebook, per month'. It is unique, except for budgets that differ only in their zone. */
  name(budget: TitledBudget): string
  /** 'lab'. Only for places where a heading or an icon says that it is a team. */
  label(scope: BudgetScope): string
  /** 'per month', 'tokens in any 5 hours'. */
  rule(rule: BudgetRule): string
}

/** Names for budgets on the screen: the same as in notices and alerts. */
export function useBudgetWords(): BudgetWords {
  const clients = useClients().data
  const clientName = (id: string): string | undefined => clients?.find(client => client.id === id)?.name
  return {
    label: scope => scopeLabel(scope, clientName),
    rule: ruleTitle,
    name: budget => budgetTitle(budget, clientName),
  }
}
