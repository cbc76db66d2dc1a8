import { AppShell, Group, NavLink, Stack, Text } from '@mantine/core'
import {
  IconCpu,
  IconDatabaseShare,
  IconHeartbeat,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconPlug,
  IconRoute,
  IconStethoscope,
  IconTarget,
  IconWallet,
  type TablerIcon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { AccuracyScreen } from '../screens/accuracy/accuracy-screen.tsx'
import { BudgetsScreen } from '../screens/budgets/budgets-screen.tsx'
import { CacheScreen } from '../screens/cache/cache-screen.tsx'
import { DoctorScreen } from '../screens/doctor/doctor-screen.tsx'
import { HealthScreen } from '../screens/health/health-screen.tsx'
import { LocalScreen } from '../screens/local/local-screen.tsx'
import { OverviewScreen } from '../screens/overview/overview-screen.tsx'
import { ProvidersScreen } from '../screens/providers/providers-screen.tsx'
import { RequestDrawer } from '../screens/requests/request-drawer.tsx'
import { RequestsScreen } from '../screens/requests/requests-screen.tsx'
import { useOpensBeside } from '../screens/requests/use-opens-beside.ts'
import { RoutesScreen } from '../screens/routes/routes-screen.tsx'
import { TokensScreen } from '../screens/tokens/tokens-screen.tsx'
import classes from './app-frame.module.css'
import { LogoMark } from './logo-mark.tsx'
import { Notices } from './notices.tsx'
import { type Route, type Screen, screens } from './route-hash.ts'
import { StatusFooter } from './status-footer.tsx'
import { useBudgetNotices } from './use-budget-notices.ts'
import { type HistoryStep, useRoute } from './use-route.ts'
import { useScreenMemory } from './use-screen-memory.ts'

const icons: Readonly<Record<Screen, TablerIcon>> = {
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
}

/** The window: the navigation on the left, one screen, and over it the drawer with a request's details. */
export function AppFrame() {
  const { t } = useTranslation()
  const [route, go] = useRoute()
  const addressOf = useScreenMemory()
  useBudgetNotices()
  const isBeside = useOpensBeside(route.screen)
  const openRequest = (requestId: string | null, step: HistoryStep = 'push'): void =>
    go({ ...route, requestId }, step)

  return (
    <AppShell navbar={{ width: 212, breakpoint: 0 }} padding={0}>
      <AppShell.Navbar className={classes.navbar} aria-label={t('app.navigation')}>
        <Group gap={10} px={10} pt={6} pb={22}>
          <LogoMark size={26} />
          <Text fw={650} size="lg" className={classes.name}>
            {t('app.name')}
          </Text>
        </Group>
        <Stack gap={2} flex={1}>
          {screens.map(screen => {
            const Icon = icons[screen]
            const isActive = route.screen === screen
            return (
              <NavLink
                key={screen}
                href={addressOf(screen)}
                label={t(`screens.${screen}`)}
                leftSection={<Icon size={18} stroke={1.7} />}
                active={isActive}
                aria-current={isActive ? 'page' : undefined}
                className={classes.link}
              />
            )
          })}
        </Stack>
        <StatusFooter />
      </AppShell.Navbar>
      <AppShell.Main className={classes.main}>
        <Notices />
        <ScreenOf route={route} onOpenRequest={openRequest} />
      </AppShell.Main>
      <RequestDrawer requestId={isBeside ? null : route.requestId} onClose={() => openRequest(null)} />
    </AppShell>
  )
}

interface ScreenOfProps {
  readonly route: Route
  readonly onOpenRequest: (requestId: string | null, step?: HistoryStep) => void
}

function ScreenOf({ route: { screen, requestId }, onOpenRequest }: ScreenOfProps) {
  switch (screen) {
    case 'overview':
      return <OverviewScreen onOpenRequest={onOpenRequest} />
    case 'budgets':
      return <BudgetsScreen />
    case 'requests':
      return <RequestsScreen openId={requestId} onOpenRequest={onOpenRequest} />
    case 'routes':
      return <RoutesScreen />
    case 'health':
      return <HealthScreen />
    case 'doctor':
      return <DoctorScreen />
    case 'accuracy':
      return <AccuracyScreen />
    case 'cache':
      return <CacheScreen onOpenRequest={onOpenRequest} />
    case 'providers':
      return <ProvidersScreen />
    case 'local':
      return <LocalScreen />
    case 'tokens':
      return <TokensScreen />
    default:
      return screen satisfies never
  }
}
