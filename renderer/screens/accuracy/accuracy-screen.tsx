import { Box, EmptyState, Paper, Skeleton } from '@mantine/core'
import { IconTarget } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useAccuracy } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { shownZone } from '../../format/formats.ts'
import { DaysCard } from './days-card.tsx'
import { ModelsCard } from './models-card.tsx'
import { VerdictCard } from './verdict-card.tsx'

/** Shows how far the estimates, from which holds are made, were from what providers reported. */
export function AccuracyScreen() {
  const { t } = useTranslation()
  const zone = shownZone.zone()
  const accuracy = useAccuracy(zone)

  return (
    <>
      <ScreenHeader title={t('screens.accuracy')} hint={t('accuracy.hint', { zone })} />
      {accuracy.isError && <LoadFailed error={accuracy.error} onRetry={() => void accuracy.refetch()} />}
      {accuracy.isPending && (
        <Box aria-hidden>
          <Skeleton h={310} radius="lg" mb="md" />
          <Skeleton h={200} radius="lg" />
        </Box>
      )}
      {accuracy.data && accuracy.data.models.length === 0 && (
        <Paper flex={1} display="grid" style={{ placeItems: 'center' }}>
          <EmptyState
            icon={<IconTarget stroke={1.5} />}
            title={t('accuracy.none')}
            description={t('accuracy.noneHint')}
          />
        </Paper>
      )}
      {accuracy.data && accuracy.data.models.length > 0 && (
        <>
          <VerdictCard models={accuracy.data.models} />
          <DaysCard days={accuracy.data.days} />
          <ModelsCard models={accuracy.data.models} />
        </>
      )}
    </>
  )
}
