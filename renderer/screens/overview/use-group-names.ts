import { useTranslation } from 'react-i18next'
import type { SpendDimension } from '../../../gateway/contract/spend.ts'
import { useClients } from '../../api/queries.ts'

/** The name of a group of a chart of spend. */
export function useGroupNames(by: SpendDimension): (id: string | null | 'others') => string {
  const { t } = useTranslation()
  const clients = useClients()
  return id => {
    if (id === 'others') return t('overview.others')
    if (id === null) return t(`overview.without.${by}`)
    return by === 'client' ? (clients.data?.find(client => client.id === id)?.name ?? id) : id
  }
}
