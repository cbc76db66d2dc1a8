import { type App, BrowserWindow, type PowerMonitor } from 'electron'
import type { Logger } from 'pino'

/**
 * Quitting waits for the running requests, which `close` bounds: the windows go at once, the process when everything
 * is settled. Logging out and shutting down quit the same way.
 */
export function drainOnQuit(
  app: App,
  powerMonitor: PowerMonitor,
  close: () => Promise<void>,
  log: Logger,
): void {
  let draining = false
  let drained = false
  app.on('before-quit', event => {
    if (drained) return
    event.preventDefault()
    if (draining) return
    draining = true
    for (const window of BrowserWindow.getAllWindows()) window.hide()
    close()
      .catch(error => log.error({ err: error }, 'closing the gateway failed'))
      .finally(() => {
        drained = true
        app.quit()
      })
  })
  // Electron's types leave out the event that its documentation tells to prevent.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault()
    app.quit()
  })
}
