import { useTranslation } from 'react-i18next'
import type { ProviderView } from '../../../gateway/contract/providers.ts'
import { useBudgets, usePrices, useRoutes } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { ConfirmModal } from '../../components/confirm-modal.tsx'
import { whatGoesWith } from './what-goes.ts'

interface RemoveProviderModalProps {
  readonly provider: ProviderView
  readonly onClose: () => void
}

/** Asks before a provider is removed, and says what goes with it. */
export function RemoveProviderModal({ provider, onClose }: RemoveProviderModalProps) {
  const { t } = useTranslation()
  const goes = whatGoesWith(
    provider,
    useRoutes().data ?? [],
    useBudgets().data ?? [],
    usePrices(provider.id, true).data ?? [],
  )
  const remove = useAdminMutation({
    run: (admin, id: string) => admin.removeProvider({ id }),
    refreshes: ['providers', 'status'],
    done: (_, id) => t('providers.removed', { name: id }),
    onDone: onClose,
  })
  const sentences = [
    t('providerUse.remove.keys', { count: goes.keys }),
    goes.routes.length > 0 && t('providerUse.remove.routes', { names: goes.routes.join(', ') }),
    goes.budgets > 0 && t('providerUse.remove.budgets', { count: goes.budgets }),
    goes.ownPrices > 0 && t('providerUse.remove.prices', { count: goes.ownPrices }),
    t('providerUse.remove.log'),
  ]
  return (
    <ConfirmModal
      opened
      title={t('providers.removeTitle', { name: provider.id })}
      body={sentences.filter(sentence => sentence !== false).join(' ')}
      action={t('providers.remove')}
      busy={remove.isPending}
      onConfirm={() => remove.mutate(provider.id)}
      onClose={onClose}
    />
  )
}
