import { Box, Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCacheStatus } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { shownZone } from '../../format/formats.ts'
import { CacheDaysCard } from './cache-days-card.tsx'
import { CacheModeCard } from './cache-mode-card.tsx'
import { CacheTiles } from './cache-tiles.tsx'
import { EntriesCard } from './entries-card.tsx'
import { HitsCard } from './hits-card.tsx'
import { QuestionTestCard } from './question-test-card.tsx'
import { ThresholdsCard } from './thresholds-card.tsx'

const shownDays = 30

interface CacheScreenProps {
  readonly onOpenRequest: (requestId: string) => void
}

/** The answers that are kept to be given again: whether they are, how often, how often wrongly, and which. */
export function CacheScreen({ onOpenRequest }: CacheScreenProps) {
  const { t } = useTranslation()
  const status = useCacheStatus(shownZone.zone(), shownDays)
  return (
    <>
      <ScreenHeader title={t('screens.cache')} hint={t('cache.hint')} />
      {status.isError && <LoadFailed error={status.error} onRetry={() => void status.refetch()} />}
      {status.isPending && (
        <Box aria-hidden>
          <Skeleton h={190} radius="lg" mb="md" />
          <Skeleton h={280} radius="lg" />
        </Box>
      )}
      {status.data && (
        <>
          <CacheModeCard status={status.data} />
          <CacheTiles days={status.data.days} />
          <CacheDaysCard days={status.data.days} mode={status.data.mode} />
          <ThresholdsCard reports={status.data.thresholds} />
          <HitsCard mode={status.data.mode} onOpenRequest={onOpenRequest} />
          <EntriesCard mode={status.data.mode} />
          <QuestionTestCard />
        </>
      )}
    </>
  )
}
