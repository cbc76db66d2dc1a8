import { useTranslation } from 'react-i18next'
import type { NewBudget } from '../../../gateway/contract/admin.ts'
import { useClients } from '../../api/queries.ts'

/** What a budget is called on the screen: 'notebook, per month'. */
export function useBudgetName(): (budget: NewBudget) => string {
  const { t } = useTranslation()
  const clients = useClients()
  return ({ scope, window }) => {
    const windowName = t(`budgets.windowNames.${window}`)
    if (scope.kind === 'all') return t('budgets.allName', { window: windowName })
    const client = clients.data?.find(({ id }) => id === scope.clientId)?.name ?? scope.clientId
    return t('budgets.clientName', { client, window: windowName })
  }
}
