import { Badge } from '@mantine/core'
import { IconKey, IconKeyOff, IconLock, type TablerIcon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { KeyState } from '../../../gateway/contract/providers.ts'

type ShownState = KeyState | 'refused'

const looks: Readonly<Record<ShownState, { readonly color: string; readonly icon: TablerIcon }>> = {
  none: { color: 'gray', icon: IconKeyOff },
  stored: { color: 'verdigris', icon: IconKey },
  locked: { color: 'amber', icon: IconLock },
  refused: { color: 'red', icon: IconKeyOff },
}

interface KeyBadgeProps {
  readonly state: KeyState
  /** True if the provider does not accept the key. */
  readonly isRefused: boolean
}

export function KeyBadge({ state, isRefused }: KeyBadgeProps) {
  const { t } = useTranslation()
  const shown: ShownState = isRefused ? 'refused' : state
  const { color, icon: Icon } = looks[shown]
  return (
    <Badge color={color} leftSection={<Icon size={12} />}>
      {t(`providers.keyStates.${shown}`)}
    </Badge>
  )
}
