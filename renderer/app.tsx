import { MantineProvider } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import type { i18n } from 'i18next'
import { useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import type { AdminApi } from '../gateway/contract/admin.ts'
import { AdminContext } from './api/admin-context.ts'
import { createQueryClient } from './api/query-client.ts'
import type { SessionToken } from './api/session-token.ts'
import { AppFrame } from './components/app-frame.tsx'
import { ErrorBoundary } from './components/error-boundary.tsx'
import { useShownZone } from './components/use-shown-zone.ts'
import { LockedScreen } from './screens/locked-screen.tsx'
import { cssVariables, theme } from './theme/theme.ts'

interface AppProps {
  readonly admin: AdminApi
  readonly session: SessionToken
  readonly i18n: i18n
}

export function App({ admin, session, i18n }: AppProps) {
  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <ErrorBoundary>
          <Notifications position="bottom-right" autoClose={5000} />
          <AdminContext value={admin}>
            <SessionGate session={session} />
          </AdminContext>
        </ErrorBoundary>
      </MantineProvider>
    </I18nextProvider>
  )
}

/** Shows the screens as long as the gateway accepts the page's token, and else a page on which to enter a new one. */
function SessionGate({ session }: { readonly session: SessionToken }) {
  const [locked, setLocked] = useState(false)
  const zone = useShownZone()
  const [queryClient] = useState(() => createQueryClient(() => setLocked(true)))

  const unlock = (): void => {
    queryClient.clear()
    setLocked(false)
  }
  useWindowEvent('hashchange', () => {
    if (session.takeFromAddress()) unlock()
  })

  if (locked) return <LockedScreen session={session} onUnlock={unlock} />
  return (
    <QueryClientProvider client={queryClient}>
      {/* Another zone changes every date that is shown, so all screens are drawn anew. */}
      <AppFrame key={zone} />
    </QueryClientProvider>
  )
}
