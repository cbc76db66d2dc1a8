import { Badge } from '@mantine/core'
import {
  IconBan,
  IconCheck,
  IconCloudX,
  IconCoinOff,
  IconDoorExit,
  IconHistory,
  IconPlayerStop,
  IconScissors,
  IconTagOff,
  IconUnlink,
  type TablerIcon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Outcome } from '../../gateway/contract/chat.ts'

interface OutcomeLook {
  readonly color: string
  readonly icon: TablerIcon
  /** `transparent` is for completed requests, which most rows are, so that they do not attract attention. */
  readonly variant: 'light' | 'transparent'
}

const looks: Readonly<Record<Outcome, OutcomeLook>> = {
  completed: { color: 'gray', icon: IconCheck, variant: 'transparent' },
  'over-budget': { color: 'amber', icon: IconCoinOff, variant: 'light' },
  'no-price': { color: 'amber', icon: IconTagOff, variant: 'light' },
  rejected: { color: 'gray', icon: IconBan, variant: 'light' },
  'upstream-failed': { color: 'red', icon: IconCloudX, variant: 'light' },
  truncated: { color: 'red', icon: IconUnlink, variant: 'light' },
  cut: { color: 'amber', icon: IconScissors, variant: 'light' },
  'client-gone': { color: 'gray', icon: IconDoorExit, variant: 'light' },
  stopped: { color: 'gray', icon: IconPlayerStop, variant: 'light' },
  recovered: { color: 'slate', icon: IconHistory, variant: 'light' },
}

export const outcomes = Object.keys(looks) as readonly Outcome[]

export function OutcomeBadge({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useTranslation()
  const { color, icon: Icon, variant } = looks[outcome]
  return (
    <Badge
      color={color}
      variant={variant}
      px={variant === 'transparent' ? 0 : 7}
      leftSection={<Icon size={13} />}
    >
      {t(`outcome.${outcome}`)}
    </Badge>
  )
}
