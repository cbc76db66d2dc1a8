import { Alert, EmptyState, Paper, Skeleton, Stack } from '@mantine/core'
import { IconHeartbeat, IconWifiOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useHealth } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { useNow } from '../../components/use-now.ts'
import { HealthCard } from './health-card.tsx'
import { HealthEvents } from './health-events.tsx'
import { byProvider } from './provider-health.ts'

export function HealthScreen() {
  const { t } = useTranslation()
  const health = useHealth()
  const nowMs = useNow()
  return (
    <>
      <ScreenHeader title={t('screens.health')} hint={t('health.hint')} />
      {health.isPending && <Skeleton h={160} radius="lg" />}
      {health.isError && <LoadFailed error={health.error} onRetry={() => void health.refetch()} />}
      {health.data?.offline === true && (
        <Alert color="amber" icon={<IconWifiOff size={18} />} title={t('health.offline')}>
          {t('health.offlineHint')}
        </Alert>
      )}
      {health.data?.subjects.length === 0 && (
        <Paper py={44}>
          <EmptyState
            icon={<IconHeartbeat stroke={1.5} />}
            title={t('health.none')}
            description={t('health.noneHint')}
          />
        </Paper>
      )}
      {health.data && (
        <Stack gap="sm">
          {byProvider(health.data.subjects).map(provider => (
            <HealthCard key={provider.providerId} provider={provider} nowMs={nowMs} />
          ))}
          <HealthEvents events={health.data.events} nowMs={nowMs} />
        </Stack>
      )}
    </>
  )
}
