import { Group, Progress, Stack, Text } from '@mantine/core'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { budgetUsage } from './budget-usage.ts'
import { useBudgetTexts } from './use-budget-texts.ts'

interface BudgetBarProps {
  readonly budget: BudgetView
  readonly name: string
}

const levelColors = { calm: 'verdigris', near: 'amber.5', over: 'red.5', shadow: 'slate.4' } as const

/** Shows what is settled and held of the limit, as a bar and in words. */
export function BudgetBar({ budget, name }: BudgetBarProps) {
  const { settled, held, limit } = useBudgetTexts()(budget)
  const { settledPercent, heldPercent, level } = budgetUsage(budget)
  return (
    <Stack gap={3}>
      <Progress.Root size={8} radius="sm" aria-label={name}>
        {settled !== null && (
          <Progress.Section
            value={settledPercent}
            color={levelColors[level]}
            aria-label={settled.text}
            title={settled.exact}
          />
        )}
        {held !== null && (
          <Progress.Section
            value={heldPercent}
            color="var(--gatehouse-held)"
            striped
            aria-label={held.text}
            title={held.exact}
          />
        )}
      </Progress.Root>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="xs" truncate>
          {settled !== null && <span title={settled.exact}>{settled.text}</span>}
          {held !== null && (
            <Text span inherit {...(settled === null ? {} : { c: 'dimmed' })} title={held.exact}>
              {settled === null ? '' : ' · '}
              {held.text}
            </Text>
          )}
        </Text>
        <Text size="xs" c="dimmed" title={limit.exact} style={{ whiteSpace: 'nowrap' }}>
          {limit.text}
        </Text>
      </Group>
    </Stack>
  )
}
