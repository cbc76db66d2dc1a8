import { Box, Grid, Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useOverview, useStatus } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { localZone } from '../../format/times.ts'
import { BudgetsCard } from './budgets-card.tsx'
import { FirstRequestCard } from './first-request-card.tsx'
import { FlowsCard } from './flows-card.tsx'
import { LatestRequests } from './latest-requests.tsx'
import { SpendChart } from './spend-chart.tsx'
import { SummaryTiles } from './summary-tiles.tsx'

export function OverviewScreen({ onOpenRequest }: { readonly onOpenRequest: (requestId: string) => void }) {
  const { t } = useTranslation()
  const zone = localZone()
  const overview = useOverview(zone)
  const status = useStatus()

  return (
    <>
      <ScreenHeader title={t('screens.overview')} hint={t('overview.zone', { zone })} />
      {overview.isError && <LoadFailed error={overview.error} onRetry={() => void overview.refetch()} />}
      {overview.isPending && <OverviewSkeleton />}
      {overview.data && overview.data.latest.length === 0 && (
        <Grid gap="md" align="flex-start">
          <Grid.Col span={{ base: 12, md: 8 }}>
            {status.data ? <FirstRequestCard status={status.data} /> : <Skeleton h={420} radius="lg" />}
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }}>
            <BudgetsCard />
          </Grid.Col>
        </Grid>
      )}
      {overview.data && overview.data.latest.length > 0 && (
        <>
          <SummaryTiles overview={overview.data} />
          <Grid gap="md">
            <Grid.Col span={{ base: 12, md: 8 }}>
              <SpendChart days={overview.data.days} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 4 }}>
              <BudgetsCard />
            </Grid.Col>
          </Grid>
          <FlowsCard zone={zone} />
          <LatestRequests rows={overview.data.latest} onOpenRequest={onOpenRequest} />
        </>
      )}
    </>
  )
}

function OverviewSkeleton() {
  return (
    <Box aria-hidden>
      <Skeleton h={104} radius="lg" mb="md" />
      <Skeleton h={290} radius="lg" mb="md" />
      <Skeleton h={260} radius="lg" />
    </Box>
  )
}
