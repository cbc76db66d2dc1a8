import { Anchor, Group, Paper, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RequestRow } from '../../../gateway/contract/requests.ts'
import { routeHash } from '../../components/route-hash.ts'
import { useRoute } from '../../components/use-route.ts'
import { RequestList } from '../requests/request-list.tsx'

interface LatestRequestsProps {
  readonly rows: readonly RequestRow[]
  readonly onOpenRequest: (requestId: string) => void
}

const shownRows = 10

export function LatestRequests({ rows, onOpenRequest }: LatestRequestsProps) {
  const { t } = useTranslation()
  const [route] = useRoute()
  return (
    <Paper pt="md" pb={4}>
      <Group justify="space-between" mb={4} px="md">
        <Title order={2}>{t('overview.latest')}</Title>
        <Anchor size="sm" href={routeHash({ screen: 'requests', requestId: null })}>
          {t('common.viewAll')}
        </Anchor>
      </Group>
      <RequestList
        rows={rows.slice(0, shownRows)}
        hrefOf={requestId => routeHash({ ...route, requestId })}
        onOpen={onOpenRequest}
      />
    </Paper>
  )
}
