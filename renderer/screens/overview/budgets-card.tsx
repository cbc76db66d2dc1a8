import {
  ActionIcon,
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
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../gateway/contract/admin.ts'
import { useBudgets } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { ConfirmModal } from '../../components/confirm-modal.tsx'
import { LoadFailed } from '../../components/load-failed.tsx'
import { BudgetLine } from './budget-line.tsx'
import { BudgetModal } from './budget-modal.tsx'
import { useBudgetName } from './use-budget-name.ts'

export function BudgetsCard() {
  const { t } = useTranslation()
  const budgets = useBudgets()
  const budgetName = useBudgetName()
  /** What the form is open for: a new budget, or one whose limit changes. */
  const [editing, setEditing] = useState<BudgetView | 'new' | null>(null)
  const [removing, setRemoving] = useState<BudgetView | null>(null)
  const remove = useAdminMutation({
    run: (admin, id: string) => admin.removeBudget({ id }),
    refreshes: ['budgets'],
    onDone: () => setRemoving(null),
  })

  return (
    <Paper p="md" h="100%" pos="relative">
      <Group justify="space-between" mb="sm" mih={30}>
        <Title order={2}>{t('budgets.title')}</Title>
        {budgets.data !== undefined && budgets.data.length > 0 && (
          <Tooltip label={t('budgets.set')}>
            <ActionIcon aria-label={t('budgets.set')} onClick={() => setEditing('new')}>
              <IconPlus size={17} />
            </ActionIcon>
          </Tooltip>
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
            <Button variant="default" size="xs" onClick={() => setEditing('new')}>
              {t('budgets.set')}
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      )}
      {budgets.data !== undefined && budgets.data.length > 0 && (
        <Box mah={256} style={{ overflowY: 'auto' }}>
          <Stack gap={14}>
            {budgets.data.map(budget => (
              <BudgetLine
                key={budget.id}
                budget={budget}
                name={budgetName(budget)}
                onChange={() => setEditing(budget)}
                onRemove={() => setRemoving(budget)}
              />
            ))}
          </Stack>
        </Box>
      )}
      {editing !== null && (
        <BudgetModal budget={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
      <ConfirmModal
        opened={removing !== null}
        title={t('budgets.remove')}
        body={t('budgets.removeHint', { name: removing ? budgetName(removing) : '' })}
        action={t('budgets.remove')}
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing.id)}
        onClose={() => setRemoving(null)}
      />
    </Paper>
  )
}
