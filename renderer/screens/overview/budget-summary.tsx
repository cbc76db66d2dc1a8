import { Group, Stack, Text } from '@mantine/core'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { BudgetBadges } from '../budgets/budget-badges.tsx'
import { BudgetBar } from '../budgets/budget-bar.tsx'
import { BudgetMenu } from '../budgets/budget-menu.tsx'
import { useBudgetTexts } from '../budgets/use-budget-texts.ts'

interface BudgetSummaryProps {
  readonly budget: BudgetView
  readonly name: string
  readonly onChange: () => void
  readonly onRemove: () => void
}

export function BudgetSummary({ budget, name, onChange, onRemove }: BudgetSummaryProps) {
  const { resets } = useBudgetTexts()(budget)
  return (
    <Stack gap={3}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={550} truncate title={name}>
          {name}
        </Text>
        <BudgetMenu name={name} onChange={onChange} onRemove={onRemove} />
      </Group>
      <BudgetBar budget={budget} name={name} />
      <Text size="xs" c="dimmed" truncate>
        {resets}
      </Text>
      <BudgetBadges budget={budget} />
    </Stack>
  )
}
