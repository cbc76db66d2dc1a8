import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, ipcMain, powerMonitor, protocol, safeStorage, session, utilityProcess } from 'electron'
import { createGateway } from '../gateway/index.ts'
import { endOnUnhandled } from '../gateway/lifecycle/last-resort.ts'
import { declareAppScheme, serveAppFiles } from './app-protocol.ts'
import { gatewayDeps } from './gateway-host.ts'
import { serveAdmin } from './ipc/serve.ts'
import { type LaunchOptions, readLaunchOptions } from './launch-options.ts'
import { setAppMenu } from './menu.ts'
import { notify } from './notifications.ts'
import { closeOnceStarted, drainOnQuit } from './quit.ts'
import { fail, keepFilesIn, surviveClosedPipes } from './startup.ts'
import { showTray } from './tray.ts'
import { hasTrayHost } from './tray-host.ts'
import { createAppWindow, refusePermissions } from './window.ts'

// These paths are relative to where this file is after the build: out/main/main.js.
const programUrl = new URL('./', import.meta.url)
const rendererUrl = new URL('../renderer/', import.meta.url)
const preloadUrl = new URL('../preload/preload.cjs', import.meta.url)
const trayIconUrl = new URL(
  process.platform === 'darwin' ? '../../resources/trayTemplate.png' : '../../resources/tray.png',
  import.meta.url,
)
// The model's runtime reads files and no archives, so a packaged app has the model beside its archive.
const modelDir = join(
  app.isPackaged ? process.resourcesPath : fileURLToPath(new URL('../../resources/', import.meta.url)),
  'models/all-MiniLM-L6-v2',
)

try {
  prepare(readLaunchOptions(process.argv.slice(1), process.env, process.platform))
} catch (error) {
  fail(error)
}

function prepare(launch: LaunchOptions): void {
  surviveClosedPipes()
  // The appId of electron-builder.yml: without it Windows shows no notifications.
  app.setAppUserModelId('app.gatehouse.desktop')
  app.setName('Gatehouse') // must never change: the operating system stores the vault's key under this name
  keepFilesIn(join(launch.homeDir, 'electron'))
  if (!app.requestSingleInstanceLock()) {
    app.exit(0) // Electron tells the program that runs already, which then shows its window
    return
  }
  app.enableSandbox()
  declareAppScheme(protocol)
  // Not awaited at the top level, which would wait forever: Electron becomes ready only after this module has run.
  app
    .whenReady()
    .then(() => start(launch))
    .catch(fail)
}

async function start(launch: LaunchOptions): Promise<void> {
  const deps = gatewayDeps({
    app,
    safeStorage,
    utilityProcess,
    launch,
    programUrl,
    dashboardUrl: rendererUrl,
    modelDir,
  })
  const starting = createGateway(deps)
  const close = closeOnceStarted(starting, gateway => gateway.close())
  endOnUnhandled({
    process,
    log: deps.log,
    close: closeOnceStarted(starting, gateway => gateway.closeNow()),
    exit: code => app.exit(code),
  })
  drainOnQuit(app, powerMonitor, close, deps.log)
  const [{ admin, gatewayUrl }, hasTray] = await Promise.all([starting, hasTrayHost(process.platform)])

  refusePermissions(session.defaultSession)
  serveAppFiles(protocol, fileURLToPath(rendererUrl))
  const kinds = await admin.listProviderKinds({})
  const window = createAppWindow({
    preloadPath: fileURLToPath(preloadUrl),
    // As the window asks for them: an address without a path gets its slash.
    externalPages: new Set(
      kinds
        .flatMap(({ keyPageUrl, installPageUrl }) => [keyPageUrl, installPageUrl])
        .flatMap(page => (page ? new URL(page).href : [])),
    ),
    devTools: !app.isPackaged,
    onSessionEnd: () => void close().catch(() => undefined),
  })
  serveAdmin({ ipcMain, admin, isOurPage: window.isOurPage, log: deps.log })

  setAppMenu(process.platform)
  if (hasTray) {
    const iconPath = fileURLToPath(trayIconUrl)
    showTray({ iconPath, gatewayUrl, admin, onOpen: window.show, onQuit: () => app.quit() })
  }
  notify({ admin, onOpen: window.show })
  app.on('second-instance', window.show)
  app.on('activate', window.show)
  app.on('window-all-closed', () => {
    if (!hasTray) app.quit() // without a tray icon, nothing is left to open the window or quit with
  })

  window.show()
  process.stdout.write(`Gatehouse is listening on ${gatewayUrl}\n`)
}
