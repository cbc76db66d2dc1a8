import { Box, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { useShowWish } from '../../components/wishes.tsx'
import { BudgetBadges } from './budget-badges.tsx'
import { BudgetBar } from './budget-bar.tsx'
import { BudgetMenu } from './budget-menu.tsx'
import classes from './budgets.module.css'
import { useBudgetTexts } from './use-budget-texts.ts'

interface BudgetLineProps {
  readonly budget: BudgetView
  /**
   * `label` is 'lab' and `rule` is 'per month'. `name` is both in full, for people who do not see under which heading the
   * line is.
   */
  readonly label: string
  readonly rule: string
  readonly name: string
  readonly icon: ReactNode
  /** By how many levels the line is indented. */
  readonly indent: number
  readonly onChange: () => void
  readonly onRemove: () => void
}

export function BudgetLine(props: BudgetLineProps) {
  const { budget, label, rule, name, icon, indent, onChange, onRemove } = props
  const shown = useShowWish<HTMLDivElement>('budget', budget.id)
  const { left, resets } = useBudgetTexts()(budget)
  return (
    <Box ref={shown} className={classes.line} style={{ '--indent': indent }}>
      <div className={classes.name}>
        {icon}
        <Stack gap={4} miw={0}>
          <Group gap="0 4px" title={name}>
            <Text size="sm" fw={550} truncate>
              {label},
            </Text>
            <Text size="sm" className={classes.rule}>
              {rule}
            </Text>
          </Group>
          <BudgetBadges budget={budget} />
        </Stack>
      </div>
      <div className={classes.bar}>
        <BudgetBar budget={budget} name={name} />
      </div>
      <Text size="sm" className={`tabular ${classes.left}`} title={left.exact}>
        {left.text}
      </Text>
      <Text size="xs" c="dimmed" className={classes.resets}>
        {resets}
      </Text>
      <div className={classes.menu}>
        <BudgetMenu name={name} onChange={onChange} onRemove={onRemove} />
      </div>
    </Box>
  )
}
