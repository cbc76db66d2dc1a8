import { Grid, Paper, Skeleton, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Overview } from '../../../gateway/contract/requests.ts'
import { useSpend } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { numbers } from '../../format/formats.ts'
import { BudgetsCard, type BudgetsCardProps } from './budgets-card.tsx'
import { FailuresCard } from './failures-card.tsx'
import { FlowsCard } from './flows-card.tsx'
import { overviewAddress } from './overview-address.ts'
import { SpendCard } from './spend-card.tsx'
import { SummaryTiles } from './summary-tiles.tsx'

interface RangeCardsProps {
  readonly overview: Overview
  readonly zone: string
  /** Null where budgets are shown elsewhere on the screen. */
  readonly budgetDialogs: BudgetsCardProps['dialogs'] | null
}

/** Everything that counts the requests of the chosen range. Figures and charts are left out where they would all be zero. */
export function RangeCards({ overview, zone, budgetDialogs }: RangeCardsProps) {
  const [address, change] = useAddressState(overviewAddress)
  const { range, by } = address
  const spend = useSpend({ zone, range, by })
  const isQuiet = spend.data?.summary.requests === 0
  return (
    <>
      {spend.isError && <LoadFailed error={spend.error} onRetry={() => void spend.refetch()} />}
      {spend.isPending && <Skeleton h={104} radius="lg" />}
      {spend.data && isQuiet && <Quiet sandboxRequests={spend.data.summary.sandboxRequests} />}
      {spend.data && !isQuiet && <SummaryTiles spend={spend.data} overview={overview} />}
      {spend.data && <FailuresCard spend={spend.data} />}
      <Grid gap="md" align="stretch">
        {spend.data && !isQuiet && (
          <Grid.Col span={{ base: 12, md: budgetDialogs ? 8 : 12 }}>
            <SpendCard
              spend={spend.data}
              by={by}
              onBy={value => change({ by: value })}
              view={address.spend}
              onView={view => change({ spend: view })}
            />
          </Grid.Col>
        )}
        {budgetDialogs && (
          <Grid.Col span={{ base: 12, md: isQuiet ? 12 : 4 }}>
            <BudgetsCard dialogs={budgetDialogs} />
          </Grid.Col>
        )}
      </Grid>
      {!isQuiet && (
        <FlowsCard
          zone={zone}
          range={range}
          measure={address.measure}
          onMeasure={measure => change({ measure })}
          view={address.ways}
          onView={view => change({ ways: view })}
        />
      )}
    </>
  )
}

function Quiet({ sandboxRequests }: { readonly sandboxRequests: number }) {
  const { t } = useTranslation()
  return (
    <Paper px="md" py={14}>
      <Text size="sm" c="dimmed">
        {sandboxRequests === 0
          ? t('overview.quiet')
          : t('overview.quietSandbox', { count: sandboxRequests, formatted: numbers.count(sandboxRequests) })}
      </Text>
    </Paper>
  )
}
