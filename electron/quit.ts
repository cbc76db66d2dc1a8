import { type App, BrowserWindow, type PowerMonitor } from 'electron'
import type { Logger } from 'pino'

/** How long quitting waits for a program that is still starting. */
const startWithinMs = 10_000

/**
 * Gives a function that waits for the start to end, at most 10 seconds, and then calls `close` with what was started.
 */
export function closeOnceStarted<Started>(
  starting: Promise<Started>,
  close: (started: Started) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const late = Promise.withResolvers<undefined>()
    const timer = setTimeout(() => late.resolve(undefined), startWithinMs)
    const started = await Promise.race([starting, late.promise]).finally(() => clearTimeout(timer))
    if (started !== undefined) await close(started)
  }
}

/**
 * On quitting, the windows are hidden at once and the process ends when `close` has drained and settled the running
 * requests; `close` limits how long that takes. The same happens when the person logs out or shuts the machine down.
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
  // Electron's documentation says to call preventDefault() on this event, but its types declare no event.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault()
    app.quit()
  })
}
