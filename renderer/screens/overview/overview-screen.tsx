import { Box, Grid, SegmentedControl, Skeleton, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewClient } from '../../../gateway/contract/admin.ts'
import { spendRanges } from '../../../gateway/contract/spend.ts'
import { useOverview, useStatus } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { useShownZone } from '../../components/use-shown-zone.ts'
import { ZoneSelect } from '../../components/zone-select.tsx'
import { useBudgetDialogs } from '../budgets/use-budget-dialogs.tsx'
import { BudgetsCard } from './budgets-card.tsx'
import { FirstRequestCard } from './first-request-card.tsx'
import { LatestRequests } from './latest-requests.tsx'
import { NextStepsCard } from './next-steps-card.tsx'
import { overviewAddress } from './overview-address.ts'
import { RangeCards } from './range-cards.tsx'
import { TryCard } from './try-card.tsx'
import { useNextSteps } from './use-next-steps.ts'
import { useTrial } from './use-trial.ts'

export function OverviewScreen({ onOpenRequest }: { readonly onOpenRequest: (requestId: string) => void }) {
  const { t } = useTranslation()
  const zone = useShownZone()
  const [{ range }, change] = useAddressState(overviewAddress)
  const overview = useOverview(zone)
  const status = useStatus()
  // These are kept here, because the cards that show them change when the first request arrives.
  const [created, setCreated] = useState<NewClient | null>(null)
  const trial = useTrial()
  const { dialogs, ...budgetDialogs } = useBudgetDialogs()
  const isFirstRun = overview.data?.latest.length === 0
  const steps = useNextSteps(isFirstRun)
  // As long as there are steps to take, the question to a model stays in its place beside them, and also when the last was
  // taken while one looks on: an answer must not move away from whoever reads it.
  const hasSteps = isFirstRun || steps.done !== null
  const [hadSteps, setHadSteps] = useState(false)
  if (hasSteps && !hadSteps) setHadSteps(true)
  const isNewcomer = hasSteps || hadSteps

  return (
    <>
      <ScreenHeader title={t('screens.overview')}>
        {overview.data && !isFirstRun && (
          <SegmentedControl
            size="xs"
            aria-label={t('overview.range')}
            value={range}
            onChange={value => change({ range: value })}
            data={spendRanges.map(value => ({ value, label: t(`overview.ranges.${value}`) }))}
          />
        )}
        <ZoneSelect />
      </ScreenHeader>
      {overview.isError && <LoadFailed error={overview.error} onRetry={() => void overview.refetch()} />}
      {overview.isPending && <OverviewSkeleton />}
      {overview.data && isNewcomer && (
        <Grid gap="md" align="flex-start">
          <Grid.Col span={{ base: 12, md: 8 }}>
            {status.data === undefined && <Skeleton h={420} radius="lg" />}
            {status.data && isFirstRun && (
              <FirstRequestCard status={status.data} created={created} onCreated={setCreated} />
            )}
            {status.data && !isFirstRun && (
              <Stack gap="md">
                {steps.done !== null && (
                  <NextStepsCard
                    latest={overview.data.latest}
                    status={status.data}
                    done={steps.done}
                    created={created}
                    onCreated={setCreated}
                    onSetBudget={budgetDialogs.openNew}
                    onDismiss={steps.dismiss}
                  />
                )}
                {steps.done?.budget !== false && <BudgetsCard dialogs={budgetDialogs} />}
              </Stack>
            )}
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }}>
            <Stack gap="md">
              <TryCard {...trial} />
              {isFirstRun && <BudgetsCard dialogs={budgetDialogs} />}
            </Stack>
          </Grid.Col>
        </Grid>
      )}
      {overview.data && !isFirstRun && (
        <>
          <RangeCards
            overview={overview.data}
            zone={zone}
            budgetDialogs={isNewcomer ? null : budgetDialogs}
          />
          {!isNewcomer && <TryCard {...trial} />}
          <LatestRequests rows={overview.data.latest} onOpenRequest={onOpenRequest} />
        </>
      )}
      {dialogs}
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
