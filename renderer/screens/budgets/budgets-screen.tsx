import { Button, EmptyState, Paper, Skeleton } from '@mantine/core'
import { IconPlus, IconWallet } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useBudgets, useClients } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { useNewWish } from '../../components/wishes.tsx'
import { BudgetAlerts } from './budget-alerts.tsx'
import { BudgetGroups } from './budget-groups.tsx'
import { budgetTree } from './budget-tree.ts'
import { LedgerTimeAlert } from './ledger-time-alert.tsx'
import { useBudgetDialogs } from './use-budget-dialogs.tsx'

export function BudgetsScreen() {
  const { t } = useTranslation()
  const budgets = useBudgets()
  const clients = useClients()
  const { openNew, openChange, openRemove, dialogs } = useBudgetDialogs()
  useNewWish('budget', openNew)

  return (
    <>
      <ScreenHeader title={t('screens.budgets')} hint={t('budgets.hint')}>
        <Button leftSection={<IconPlus size={16} />} onClick={openNew}>
          {t('budgets.set')}
        </Button>
      </ScreenHeader>
      <LedgerTimeAlert />
      {budgets.isPending && <Skeleton h={200} radius="lg" />}
      {budgets.isError && <LoadFailed error={budgets.error} onRetry={() => void budgets.refetch()} />}
      {budgets.data?.length === 0 && (
        <Paper py={64}>
          <EmptyState
            icon={<IconWallet stroke={1.5} />}
            title={t('budgets.none')}
            description={t('budgets.noneHint')}
          />
        </Paper>
      )}
      {budgets.data !== undefined && budgets.data.length > 0 && (
        <BudgetGroups
          groups={budgetTree(budgets.data, clients.data ?? [])}
          onChange={openChange}
          onRemove={openRemove}
        />
      )}
      <BudgetAlerts />
      {dialogs}
    </>
  )
}
