import { useTranslation } from 'react-i18next'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'

interface Choice {
  readonly id: number
  readonly acceptDoubtful?: boolean
}

/** Puts a price table in effect. */
export function useChooseTable(onDone: () => void = () => undefined) {
  const { t } = useTranslation()
  return useAdminMutation({
    run: (admin, choice: Choice) => admin.choosePriceTable(choice),
    refreshes: ['priceTables', 'prices', 'providers', 'status'],
    done: ({ active }) => t('priceTables.inEffect', { name: active.name }),
    onDone,
  })
}
