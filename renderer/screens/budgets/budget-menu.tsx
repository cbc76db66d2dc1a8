import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

interface BudgetMenuProps {
  readonly name: string
  readonly onChange: () => void
  readonly onRemove: () => void
}

export function BudgetMenu({ name, onChange, onRemove }: BudgetMenuProps) {
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
