import {
  ActionIcon,
  Anchor,
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
import type { BudgetDialogs } from '../budgets/use-budget-dialogs.tsx'
import { useBudgetWords } from '../budgets/use-budget-words.ts'
import { BudgetSummary } from './budget-summary.tsx'
import { byUrgency } from './urgent-budgets.ts'

const shownBudgets = 4

export interface BudgetsCardProps {
  /** Held by the screen: a form that is open must stay when the cards change because a request arrived. */
  readonly dialogs: Omit<BudgetDialogs, 'dialogs'>
}

/** The budgets that are nearest to their limits. */
export function BudgetsCard({ dialogs: { openNew, openChange, openRemove } }: BudgetsCardProps) {
  const { t } = useTranslation()
  const budgets = useBudgets()
  const words = useBudgetWords()
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
        <>
          <Stack gap={14} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
            {byUrgency(budgets.data)
              .slice(0, shownBudgets)
              .map(budget => (
                <BudgetSummary
                  key={budget.id}
                  budget={budget}
                  name={words.name(budget)}
                  onChange={() => openChange(budget)}
                  onRemove={() => openRemove(budget)}
                />
              ))}
          </Stack>
          {budgets.data.length > shownBudgets && (
            <Anchor
              size="sm"
              mt="sm"
              display="block"
              href={routeHash({ screen: 'budgets', requestId: null })}
            >
              {t('overview.moreBudgets', { count: budgets.data.length - shownBudgets })}
            </Anchor>
          )}
        </>
      )}
    </Paper>
  )
}
