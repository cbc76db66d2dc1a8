import { ActionIcon, Group, Menu, Progress, Stack, Text } from '@mantine/core'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../gateway/contract/admin.ts'
import { money, numbers, times } from '../../format/formats.ts'
import { budgetUsage } from './budget-usage.ts'

interface BudgetLineProps {
  readonly budget: BudgetView
  readonly name: string
  readonly onChange: () => void
  readonly onRemove: () => void
}

const levelColors = { calm: 'verdigris', near: 'amber.5', over: 'red.5' } as const

export function BudgetLine({ budget, name, onChange, onRemove }: BudgetLineProps) {
  const { t } = useTranslation()
  const { limit, settled, held, resetsAtMs, zone } = budget
  const { settledPercent, heldPercent, level } = budgetUsage(budget)
  const amount = (value: string): string =>
    limit.unit === 'usd' ? money.short(value) : numbers.compact(Number(value))
  const exact = (value: string): string =>
    limit.unit === 'usd' ? money.exact(value) : t('budgets.tokens', { amount: numbers.count(Number(value)) })
  const whole = limit.unit === 'usd' ? limit.nanoUsd : String(limit.tokens)
  const settledLabel = t('budgets.settled', { amount: amount(settled) })
  const heldLabel = t('budgets.held', { amount: amount(held) })
  const limitText = limit.unit === 'usd' ? amount(whole) : t('budgets.tokens', { amount: amount(whole) })

  return (
    <Stack gap={3}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={550} truncate>
          {name}
        </Text>
        <BudgetMenu name={name} onChange={onChange} onRemove={onRemove} />
      </Group>
      <Progress.Root size={8} radius="sm" aria-label={name}>
        <Progress.Section
          value={settledPercent}
          color={levelColors[level]}
          aria-label={settledLabel}
          title={exact(settled)}
        />
        <Progress.Section
          value={heldPercent}
          color="var(--gatehouse-held)"
          striped
          aria-label={heldLabel}
          title={exact(held)}
        />
      </Progress.Root>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="xs" truncate>
          <span title={exact(settled)}>{settledLabel}</span>
          {held !== '0' && (
            <Text span inherit c="dimmed" title={exact(held)}>
              {' · '}
              {heldLabel}
            </Text>
          )}
        </Text>
        <Text size="xs" c="dimmed" title={exact(whole)} style={{ whiteSpace: 'nowrap' }}>
          {t('budgets.of', { limit: limitText })}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" truncate>
        {t('budgets.resets', { instant: times.reset(resetsAtMs, zone), zone })}
      </Text>
    </Stack>
  )
}

function BudgetMenu({ name, onChange, onRemove }: Omit<BudgetLineProps, 'budget'>) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`${t('common.more')}: ${name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={onChange}>
          {t('budgets.change')}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={15} />} c="var(--mantine-color-red-text)" onClick={onRemove}>
          {t('budgets.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
