import { Anchor, Group, Stack, Text } from '@mantine/core'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { BudgetBadges } from '../budgets/budget-badges.tsx'
import { BudgetBar } from '../budgets/budget-bar.tsx'
import { BudgetMenu } from '../budgets/budget-menu.tsx'
import { useBudgetTexts } from '../budgets/use-budget-texts.ts'
import { requestsOf } from './urgent-budgets.ts'

interface BudgetSummaryProps {
  readonly budget: BudgetView
  readonly name: string
  readonly onChange: () => void
  readonly onRemove: () => void
}

/** One budget, whose name leads to the requests that it counts. */
export function BudgetSummary({ budget, name, onChange, onRemove }: BudgetSummaryProps) {
  const { resets } = useBudgetTexts()(budget)
  return (
    <Stack gap={3} component="li">
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Anchor
          href={requestsOf(budget)}
          size="sm"
          fw={550}
          c="var(--mantine-color-text)"
          truncate
          title={name}
        >
          {name}
        </Anchor>
        <BudgetMenu name={name} onChange={onChange} onRemove={onRemove} />
      </Group>
      <BudgetBar budget={budget} name={name} />
      <Text size="xs" c="dimmed">
        {resets}
      </Text>
      <BudgetBadges budget={budget} />
    </Stack>
  )
}
