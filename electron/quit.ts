import { type App, BrowserWindow, type PowerMonitor } from 'electron'
import type { Logger } from 'pino'

/** A program that is still starting is not waited for any longer than this. */
const startWithinMs = 10_000

/** `close` of what is being started: bounded, also where that never comes about. */
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
 * Quitting waits for the running requests, which `close` bounds, step by step: the windows go at once, the process when everything
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
