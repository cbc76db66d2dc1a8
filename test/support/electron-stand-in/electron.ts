// The module that `import ... from 'electron'` gets while the stand-in runs. It has all parts that the main process uses.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page, Route } from '@playwright/test'
import type { BrowserWindowConstructorOptions } from 'electron'
import { StandInApp } from './app.ts'
import { createBrowser } from './browser.ts'
import { StandInWindow, type WindowSurroundings } from './browser-window.ts'
import { createIpcMain } from './ipc-main.ts'
import { createMenuModule, createTrayClass, type StandInScreen } from './menu.ts'
import { createNotificationClass, type StandInNotification } from './notification.ts'
import { createProtocol } from './protocol.ts'
import { createSafeStorage, type KeyStoreState, workingKeyStore } from './safe-storage.ts'
import { createSession } from './session.ts'
import { StrictEmitter, strict, strictClass } from './strict.ts'
import { createUtilityProcess } from './utility-process.ts'

const windows = new Set<StandInWindow>()
const standInApp = new StandInApp({ appDir: requireEnvironment('GATEHOUSE_STAND_IN_APP'), windows })
const isReady = () => standInApp.isReady()
const standInProtocol = createProtocol(isReady)
const standInIpcMain = createIpcMain()
const standInSession = createSession()
const browser = createBrowser(() => join(standInApp.getPath('sessionData'), 'chromium'), answer)
const screen: StandInScreen = { trays: [], applicationMenu: null }
const notifications: StandInNotification[] = []
const openedOutside: string[] = []
const clipboardTexts: string[] = []

async function answer(route: Route, page: Page | undefined): Promise<void> {
  const window = [...windows].find(candidate => candidate.webContents.owns(page))
  if (window === undefined || !window.webContents.mayNavigate(route)) await route.abort('aborted')
  else await standInProtocol.answer(route)
}

const surroundings: WindowSurroundings = {
  windows,
  isReady,
  isSandboxed: () => standInApp.sandboxed,
  openPage: size => browser.newPage(size),
  session: standInSession,
  invoke: (...message) => standInIpcMain.invoke(...message),
  onPreloadError: message => process.stderr.write(`[preload] ${message}\n`),
  onClosed: () => standInApp.noteWindowClosed(),
}

class BrowserWindowExport extends StandInWindow {
  static getAllWindows(): StandInWindow[] {
    return [...windows]
  }

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super(options, surroundings)
  }
}

export const app = strict('app', standInApp)
export const BrowserWindow = strictClass('BrowserWindow', BrowserWindowExport)
export const Menu = createMenuModule(screen)
export const Tray = createTrayClass(screen)
export const Notification = createNotificationClass(notifications, isReady)
export const ipcMain = standInIpcMain.api
export const protocol = standInProtocol.api
export const session = strict('session', { defaultSession: standInSession.api })
export const safeStorage = createSafeStorage(
  {
    ...workingKeyStore,
    ...(JSON.parse(process.env.GATEHOUSE_STAND_IN_KEY_STORE ?? '{}') as Partial<KeyStoreState>),
  },
  isReady,
)
export const utilityProcess = createUtilityProcess(isReady)
export const powerMonitor = strict('powerMonitor', new StrictEmitter(['shutdown', 'suspend', 'resume']))
export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false })
export const clipboard = strict('clipboard', {
  writeText: async (text: string) => void clipboardTexts.push(text),
})
export const shell = strict('shell', {
  openExternal: async (url: string) => void openedOutside.push(url),
})
export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string) =>
    void process.stderr.write(`[dialog] ${title}: ${content}\n`),
})

/** Not a part of Electron: lets tests see and do what a person would. */
export const standIn = {
  app: standInApp,
  screen,
  notifications,
  openedOutside,
  clipboardTexts,
  powerMonitor,
  /** Waits until every window has loaded its page, because another client that connects during a load may miss it. */
  async debuggingUrl() {
    while (windows.size === 0) await delay(10)
    await Promise.all([...windows].map(window => window.webContents.loaded))
    return browser.debuggingUrl()
  },
  clickTray(label: string) {
    const item = screen.trays.at(-1)?.menu?.items.find(candidate => candidate.label === label)
    if (item === undefined) throw new Error(`The tray has no item "${label}".`)
    item.click()
  },
  clickNotification(title: string) {
    const shown = notifications.find(candidate => candidate.title === title && candidate.isShown)
    if (shown === undefined) throw new Error(`No notification "${title}" is shown.`)
    shown.emit('click', {})
  },
}

export type StandInProbe = typeof standIn

function requireEnvironment(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set.`)
  return value
}
