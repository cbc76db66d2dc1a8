import { useTranslation } from 'react-i18next'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { ConfirmModal } from '../../components/confirm-modal.tsx'

interface WrongModalProps {
  readonly hitId: string
  /** The question whose answer was given, shortened. */
  readonly stored: string
  readonly onClose: () => void
}

/** Asks before a hit is judged as wrong, because that removes the stored answer. */
export function WrongModal({ hitId, stored, onClose }: WrongModalProps) {
  const { t } = useTranslation()
  const judge = useAdminMutation({
    run: (admin, _: null) => admin.judgeCacheHit({ hitId, judgement: 'wrong' }),
    refreshes: ['cache'],
    done: () => t('cache.wrongDone'),
    onDone: onClose,
  })
  return (
    <ConfirmModal
      opened
      title={t('cache.wrongTitle')}
      body={t('cache.wrongBody', { stored })}
      action={t('cache.wrong')}
      busy={judge.isPending}
      onConfirm={() => judge.mutate(null)}
      onClose={onClose}
    />
  )
}
