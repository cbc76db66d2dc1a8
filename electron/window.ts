import { BrowserWindow, type IpcMainInvokeEvent, nativeTheme, type Session, shell } from 'electron'
import { appPage } from './app-protocol.ts'
import { isTopFrameOf } from './ipc/sender.ts'

export interface AppWindowOptions {
  readonly preloadPath: string
  /**
   * Pages that may be opened in the person's browser. These addresses are constants of the program and never come from
   * data.
   */
  readonly externalPages: ReadonlySet<string>
  readonly devTools: boolean
  readonly onSessionEnd: () => void
}

export interface AppWindow {
  /** Brings the window to the front, or opens it if it was closed. */
  show(): void
  /** Whether a call came from this window's top frame while it shows the app's page. */
  isOurPage(event: IpcMainInvokeEvent): boolean
}

/** The app's only window. It keeps no state, so it can be closed and created again. */
export function createAppWindow(options: AppWindowOptions): AppWindow {
  let open: BrowserWindow | undefined

  return {
    show() {
      if (open === undefined) {
        open = openWindow(options)
        open.on('closed', () => {
          open = undefined
        })
        return
      }
      if (open.isMinimized()) open.restore()
      open.show()
      open.focus()
    },
    isOurPage: event => open !== undefined && isTopFrameOf(open.webContents, event),
  }
}

function openWindow({ preloadPath, externalPages, devTools, onSessionEnd }: AppWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    name: 'main',
    windowStatePersistence: true,
    title: 'Gatehouse',
    width: 1280,
    height: 800,
    minWidth: 800,
    minHeight: 560,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#111413' : '#f7f5f1',
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools,
      spellcheck: false, // the spell checker would download its dictionaries
    },
  })
  window.once('ready-to-show', () => window.show())
  window.on('session-end', onSessionEnd)
  confine(window, externalPages)
  // Loading is rejected when the window is closed or reloaded meanwhile, which is not an error.
  window.loadURL(appPage).catch(() => undefined)
  return window
}

/** Keeps the window on the app's own page: the page may reload itself, and may not navigate anywhere else. */
function confine({ webContents }: BrowserWindow, externalPages: ReadonlySet<string>): void {
  webContents.setWindowOpenHandler(({ url }) => {
    if (externalPages.has(url)) shell.openExternal(url).catch(() => undefined) // the system has no browser
    return { action: 'deny' }
  })
  webContents.on('will-navigate', event => {
    if (withoutFragment(event.url) !== appPage) event.preventDefault()
  })
  webContents.on('will-redirect', event => event.preventDefault())
  webContents.on('will-attach-webview', event => event.preventDefault())
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '')
}

/** Electron grants every permission unless a handler refuses it. All are refused but the one that copy buttons need. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === copying))
  session.setPermissionCheckHandler((_contents, permission) => permission === copying)
}

const copying = 'clipboard-sanitized-write'
