import { useTranslation } from 'react-i18next'
import type { ClientView } from '../../../gateway/contract/clients.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'

/** Pauses a token, or resumes one that is paused. It asks nothing before, because it can be taken back. */
export function usePauseToken() {
  const { t } = useTranslation()
  return useAdminMutation({
    run: (admin, { id, pausedAtMs }: ClientView) =>
      pausedAtMs === null ? admin.pauseClient({ id }) : admin.resumeClient({ id }),
    refreshes: ['clients'],
    done: ({ name, pausedAtMs }) =>
      t(pausedAtMs === null ? 'tokenUse.resumeDone' : 'tokenUse.pauseDone', { name }),
  })
}
