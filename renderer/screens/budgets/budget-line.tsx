import { ActionIcon, Box, Collapse, Group, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { useShowWish } from '../../components/wishes.tsx'
import { BudgetBadges } from './budget-badges.tsx'
import { BudgetBar } from './budget-bar.tsx'
import { BudgetHistory } from './budget-history.tsx'
import { BudgetMenu } from './budget-menu.tsx'
import classes from './budgets.module.css'
import { useBudgetTexts } from './use-budget-texts.ts'
import { usePaceText } from './use-pace-text.ts'

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
  const { t } = useTranslation()
  const shown = useShowWish<HTMLDivElement>('budget', budget.id)
  const { left, isOver, resets } = useBudgetTexts()(budget)
  const pace = usePaceText()(budget)
  const [isOpen, setOpen] = useState(false)
  const toggle = (): void => setOpen(!isOpen)
  const historyId = useId()
  const hasWindows = budget.rule.kind === 'calendar' || budget.rule.kind === 'rolling'
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <>
      <Box ref={shown} className={classes.line} style={{ '--indent': indent }}>
        <div className={classes.name}>
          {icon}
          <Stack gap={4} miw={0}>
            <Group gap="0 4px" title={name}>
              <Name opens={hasWindows ? toggle : undefined}>{`${label},`}</Name>
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
        <Text
          size="sm"
          className={`tabular ${classes.left}`}
          title={left.exact}
          {...(isOver && budget.mode !== 'shadow' ? { c: 'var(--mantine-color-error)', fw: 550 } : {})}
        >
          {left.text}
        </Text>
        <Text size="xs" c="dimmed" className={classes.resets}>
          {resets}
          {pace !== null && (
            <>
              <br />
              {pace}
            </>
          )}
        </Text>
        <Group gap={2} wrap="nowrap" className={classes.menu}>
          {hasWindows && (
            <ActionIcon
              size="sm"
              aria-label={t('budgets.history.show', { name })}
              aria-expanded={isOpen}
              aria-controls={historyId}
              onClick={toggle}
            >
              <Chevron size={16} />
            </ActionIcon>
          )}
          <BudgetMenu name={name} onChange={onChange} onRemove={onRemove} />
        </Group>
      </Box>
      {hasWindows && (
        <Collapse expanded={isOpen} id={historyId}>
          {isOpen && <BudgetHistory budget={budget} name={name} />}
        </Collapse>
      )}
    </>
  )
}

/** With the mouse, the name opens the history as its button does. The keyboard has the button, and stops here only once. */
function Name({ opens, children }: { readonly opens: (() => void) | undefined; readonly children: string }) {
  const text = (
    <Text size="sm" fw={550} truncate>
      {children}
    </Text>
  )
  if (opens === undefined) return text
  return (
    <UnstyledButton className={classes.opens} tabIndex={-1} onClick={opens}>
      {text}
    </UnstyledButton>
  )
}
