import { Badge } from '@mantine/core'
import { IconKey, IconKeyOff, IconLock, type TablerIcon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { KeyState } from '../../../gateway/contract/providers.ts'

const looks: Readonly<Record<KeyState, { readonly color: string; readonly icon: TablerIcon }>> = {
  none: { color: 'gray', icon: IconKeyOff },
  stored: { color: 'verdigris', icon: IconKey },
  locked: { color: 'amber', icon: IconLock },
}

export function KeyBadge({ state }: { readonly state: KeyState }) {
  const { t } = useTranslation()
  const { color, icon: Icon } = looks[state]
  return (
    <Badge color={color} leftSection={<Icon size={12} />}>
      {t(`providers.keyStates.${state}`)}
    </Badge>
  )
}
