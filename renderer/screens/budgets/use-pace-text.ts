import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { times } from '../../format/formats.ts'
import { budgetPace } from './budget-pace.ts'

/** How long a budget lasts as things go, in words. Null if that cannot be said. */
export function usePaceText(): (budget: BudgetView) => string | null {
  const { t } = useTranslation()
  return budget => {
    const nowMs = Date.now()
    const found = budgetPace(budget, nowMs)
    if (found === null || budget.rule.kind !== 'calendar') return null
    if (found.type === 'lasts') return t('budgets.paceLasts')
    return t('budgets.paceUntil', { day: times.soon(found.atMs, budget.rule.zone, nowMs) })
  }
}
