import { Skeleton, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLocalServers } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { InstallGuide } from './install-guide.tsx'
import { ServerCard } from './server-card.tsx'

/** Servers on this machine, whether they run, and their models. */
export function LocalScreen() {
  const { t } = useTranslation()
  const local = useLocalServers()
  return (
    <>
      <ScreenHeader title={t('screens.local')} hint={t('local.hint')} />
      {local.isPending && <Skeleton h={160} radius="lg" />}
      {local.isError && <LoadFailed error={local.error} onRetry={() => void local.refetch()} />}
      {local.data?.servers.length === 0 && <InstallGuide />}
      <Stack gap="sm">
        {local.data?.servers.map(server => (
          <ServerCard
            key={server.baseUrl}
            server={server}
            pulls={local.data.pulls.filter(({ baseUrl }) => baseUrl === server.baseUrl)}
          />
        ))}
      </Stack>
    </>
  )
}
