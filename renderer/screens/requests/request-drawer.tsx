import { Drawer, Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRequest } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { RequestDetailView } from './request-detail.tsx'

interface RequestDrawerProps {
  /** Null if the drawer is closed. */
  readonly requestId: string | null
  readonly onClose: () => void
}

/** Shows everything about one request, over the screen from which it was opened. */
export function RequestDrawer({ requestId, onClose }: RequestDrawerProps) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened={requestId !== null}
      onClose={onClose}
      title={t('detail.title')}
      size={500}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      // The library listens on the window, and would close it along with a form that lies over it.
      closeOnEscape={false}
      onKeyDown={({ currentTarget, key, target }) => {
        if (key === 'Escape' && target instanceof Node && currentTarget.contains(target)) onClose()
      }}
    >
      <RequestContent requestId={requestId} />
    </Drawer>
  )
}

/** What the drawer and the panel beside the list show. */
export function RequestContent({ requestId }: Pick<RequestDrawerProps, 'requestId'>) {
  const request = useRequest(requestId)
  return (
    <>
      {request.isPending && <Skeleton h={300} />}
      {request.isError && <LoadFailed error={request.error} onRetry={() => void request.refetch()} />}
      {request.data && <RequestDetailView request={request.data} />}
    </>
  )
}
