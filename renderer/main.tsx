import '@mantine/core/styles.layer.css'
import '@mantine/charts/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './theme/font.css'
import './theme/global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createAdminClient } from '../gateway/contract/admin-client.ts'
import type { GatehouseBridge } from './api/bridge.ts'
import { createBridgeDoor, createHttpDoor } from './api/doors.ts'
import { createSessionToken } from './api/session-token.ts'
import { App } from './app.tsx'
import { createI18n } from './i18n/i18n.ts'

declare global {
  interface Window {
    /** Only present in the desktop app. In a browser the dashboard uses HTTP instead. */
    readonly gatehouse?: GatehouseBridge
  }
}

const session = createSessionToken(window)
session.takeFromAddress()

const door = window.gatehouse
  ? createBridgeDoor(window.gatehouse)
  : createHttpDoor({
      baseUrl: new URL('.', window.location.href).href,
      readToken: session.read,
      fetch: window.fetch.bind(window),
    })

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App admin={createAdminClient(door)} session={session} i18n={createI18n()} />
  </StrictMode>,
)
