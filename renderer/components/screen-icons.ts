import {
  IconCpu,
  IconDatabaseShare,
  IconHeartbeat,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconPlug,
  IconRoute,
  IconSettings,
  IconStethoscope,
  IconTarget,
  IconWallet,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Screen } from './route-hash.ts'

export const screenIcons: Readonly<Record<Screen, TablerIcon>> = {
  overview: IconLayoutDashboard,
  budgets: IconWallet,
  requests: IconListDetails,
  routes: IconRoute,
  health: IconHeartbeat,
  doctor: IconStethoscope,
  accuracy: IconTarget,
  cache: IconDatabaseShare,
  providers: IconPlug,
  local: IconCpu,
  tokens: IconKey,
  settings: IconSettings,
}
