import {
  ActionIcon,
  Anchor,
  Box,
  Button,
  EmptyState,
  Group,
  Paper,
  Skeleton,
  Stack,
  Title,
  Tooltip,
} from '@mantine/core'
import { IconPlus, IconWallet } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useBudgets } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { routeHash } from '../../components/route-hash.ts'
import { forOverview } from '../budgets/budget-tree.ts'
import { useBudgetDialogs } from '../budgets/use-budget-dialogs.tsx'
import { useBudgetWords } from '../budgets/use-budget-words.ts'
import { BudgetSummary } from './budget-summary.tsx'

export function BudgetsCard() {
  const { t } = useTranslation()
  const budgets = useBudgets()
  const words = useBudgetWords()
  const { openNew, openChange, openRemove, dialogs } = useBudgetDialogs()
  const hasSome = budgets.data !== undefined && budgets.data.length > 0

  return (
    <Paper p="md" h="100%" pos="relative">
      <Group justify="space-between" mb="sm" mih={30}>
        <Title order={2}>{t('budgets.title')}</Title>
        {hasSome && (
          <Group gap={6}>
            <Anchor size="sm" href={routeHash({ screen: 'budgets', requestId: null })}>
              {t('common.viewAll')}
            </Anchor>
            <Tooltip label={t('budgets.set')}>
              <ActionIcon aria-label={t('budgets.set')} onClick={openNew}>
                <IconPlus size={17} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Group>
      {budgets.isPending && <Skeleton h={64} />}
      {budgets.isError && <LoadFailed error={budgets.error} onRetry={() => void budgets.refetch()} />}
      {budgets.data?.length === 0 && (
        <EmptyState
          mt="lg"
          size="sm"
          icon={<IconWallet stroke={1.5} />}
          title={t('budgets.none')}
          description={t('budgets.noneHint')}
        >
          <EmptyState.Actions>
            <Button variant="default" size="xs" onClick={openNew}>
              {t('budgets.set')}
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      )}
      {hasSome && (
        <Box mah={256} style={{ overflowY: 'auto' }}>
          <Stack gap={14}>
            {forOverview(budgets.data).map(budget => (
              <BudgetSummary
                key={budget.id}
                budget={budget}
                name={words.name(budget)}
                onChange={() => openChange(budget)}
                onRemove={() => openRemove(budget)}
              />
            ))}
          </Stack>
        </Box>
      )}
      {dialogs}
    </Paper>
  )
}
