import { AppShell } from '@mantine/core'
import { useDocumentTitle, useMediaQuery } from '@mantine/hooks'
import { useRef, useState } from 'react'
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
import { SettingsScreen } from '../screens/settings/settings-screen.tsx'
import { TokensScreen } from '../screens/tokens/tokens-screen.tsx'
import classes from './app-frame.module.css'
import { contentId } from './content-id.ts'
import { KeyboardHelp } from './keyboard-help.tsx'
import { LiveRegion } from './live-region.tsx'
import { Navigation } from './navigation.tsx'
import { Notices } from './notices.tsx'
import { Palette } from './palette.tsx'
import type { Route } from './route-hash.ts'
import { useBudgetNotices } from './use-budget-notices.ts'
import { goToHash, type HistoryStep, useRoute } from './use-route.ts'
import { useScreenMemory } from './use-screen-memory.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { WishProvider } from './wishes.tsx'

/** Below it the navigation has no names. */
const narrow = '(max-width: 899.98px)'

/** The window: the navigation on the left, one screen, and over it the drawer with a request's details. */
export function AppFrame() {
  return (
    <WishProvider>
      <Frame />
    </WishProvider>
  )
}

function Frame() {
  const { t } = useTranslation()
  const [route, go] = useRoute()
  const addressOf = useScreenMemory()
  const main = useRef<HTMLElement>(null)
  const isNarrow = useMediaQuery(narrow, false, { getInitialValueInEffect: false })
  const [open, setOpen] = useState<'palette' | 'help' | null>(null)
  const close = (): void => setOpen(null)
  useBudgetNotices()
  useDocumentTitle(t('frame.title', { screen: t(`screens.${route.screen}`) }))
  useShortcuts({ onPalette: () => setOpen('palette'), onHelp: () => setOpen('help') })
  const isBeside = useOpensBeside(route.screen)
  const openRequest = (requestId: string | null, step: HistoryStep = 'push'): void =>
    go({ ...route, requestId }, step)

  return (
    <AppShell navbar={{ width: isNarrow ? 60 : 212, breakpoint: 0 }} padding={0}>
      <a
        href={`#${contentId}`}
        className={classes.skip}
        onClick={event => {
          event.preventDefault() // what is behind # in the address is the screen
          main.current?.focus()
        }}
      >
        {t('frame.skip')}
      </a>
      <Navigation
        current={route.screen}
        addressOf={addressOf}
        isNarrow={isNarrow}
        onFind={() => setOpen('palette')}
        onHelp={() => setOpen('help')}
      />
      <AppShell.Main id={contentId} ref={main} tabIndex={-1} className={classes.main}>
        <Notices />
        <ScreenOf route={route} onOpenRequest={openRequest} />
      </AppShell.Main>
      <LiveRegion />
      <RequestDrawer requestId={isBeside ? null : route.requestId} onClose={() => openRequest(null)} />
      {open === 'help' && <KeyboardHelp onClose={close} />}
      {open === 'palette' && (
        <Palette
          onGo={screen => goToHash(addressOf(screen), 'push')}
          onHelp={() => setOpen('help')}
          onClose={close}
        />
      )}
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
    case 'settings':
      return <SettingsScreen />
    default:
      return screen satisfies never
  }
}
