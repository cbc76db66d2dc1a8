import { useTranslation } from 'react-i18next'
import type { CachePurge } from '../../../gateway/contract/answer-cache.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { ConfirmModal } from '../../components/confirm-modal.tsx'
import { numbers } from '../../format/formats.ts'

export interface NamedPurge {
  readonly purge: CachePurge
  /** What a person knows it by: a token's name, a model, or the beginning of a question. Empty for all. */
  readonly name: string
}

interface ConfirmPurgeProps {
  readonly purge: NamedPurge
  readonly onClose: () => void
}

/** Says what goes, removes it once that is confirmed, and then how many answers went. */
export function ConfirmPurge({ purge: { purge, name }, onClose }: ConfirmPurgeProps) {
  const { t } = useTranslation()
  const remove = useAdminMutation({
    run: (admin, input: CachePurge) => admin.purgeCache(input),
    refreshes: ['cache'],
    done: ({ removed }) => t('cache.purged', { count: removed, formatted: numbers.count(removed) }),
    onDone: onClose,
  })
  return (
    <ConfirmModal
      opened
      title={t('cache.confirmTitle')}
      body={t(`cache.confirm.${purge.what}`, { name })}
      action={t('cache.remove')}
      busy={remove.isPending}
      onConfirm={() => remove.mutate(purge)}
      onClose={onClose}
    />
  )
}
