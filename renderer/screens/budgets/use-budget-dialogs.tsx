import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { ConfirmModal } from '../../components/confirm-modal.tsx'
import { BudgetModal } from './budget-modal.tsx'
import { useBudgetWords } from './use-budget-words.ts'

export interface BudgetDialogs {
  readonly openNew: () => void
  /** `proposedLimit` stands in the form already, in the unit's smallest part. */
  readonly openChange: (budget: BudgetView, proposedLimit?: string) => void
  readonly openRemove: (budget: BudgetView) => void
  /** The screen must render this once. */
  readonly dialogs: ReactNode
}

interface Editing {
  /** Null for a new one. */
  readonly budget: BudgetView | null
  readonly proposedLimit?: string | undefined
}

/** The dialogs to set, change and remove budgets, for all screens that list budgets. */
export function useBudgetDialogs(): BudgetDialogs {
  const { t } = useTranslation()
  const words = useBudgetWords()
  const [editing, setEditing] = useState<Editing | null>(null)
  const [removing, setRemoving] = useState<BudgetView | null>(null)
  const remove = useAdminMutation({
    run: (admin, id: string) => admin.removeBudget({ id }),
    refreshes: ['budgets'],
    onDone: () => setRemoving(null),
  })
  return {
    openNew: () => setEditing({ budget: null }),
    openChange: (budget, proposedLimit) => setEditing({ budget, proposedLimit }),
    openRemove: setRemoving,
    dialogs: (
      <>
        {editing !== null && <BudgetModal {...editing} onClose={() => setEditing(null)} />}
        <ConfirmModal
          opened={removing !== null}
          title={t('budgets.remove')}
          body={t('budgets.removeHint', { name: removing ? words.name(removing) : '' })}
          action={t('budgets.remove')}
          busy={remove.isPending}
          onConfirm={() => removing && remove.mutate(removing.id)}
          onClose={() => setRemoving(null)}
        />
      </>
    ),
  }
}
