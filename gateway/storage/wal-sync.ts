import { closeSync, fdatasync, openSync, statSync } from 'node:fs'
import type { Logger } from 'pino'
import type { LedgerJournal } from './ledger-journal.ts'

const syncEveryMs = 1000
const emptyAboveBytes = 64 * 1024 * 1024

/**
 * Bounds what a power cut can lose to one second: `fdatasync` of the WAL, off the main thread, on one descriptor
 * that stays open (a `.db` or `-shm` file may never be opened like this: closing it drops SQLite's own locks).
 * A WAL that is written without a pause never gets to its end, and grows: above 64 MiB it is emptied here, where the only
 * writer is.
 */
export function startWalSync(
  walPath: string,
  journal: Pick<LedgerJournal, 'emptyWal'>,
  log: Logger,
): { stop(): void } {
  const descriptor = openSync(walPath, 'r+')
  let running = false
  let stopped = false

  /** What fails here fails at the next commit too, and is told to its callers. */
  function keepShort(): void {
    try {
      if (statSync(walPath).size > emptyAboveBytes) journal.emptyWal()
    } catch (error) {
      log.error({ err: error }, 'the ledger’s WAL could not be emptied')
    }
  }

  const timer = setInterval(() => {
    keepShort()
    if (running) return
    running = true
    fdatasync(descriptor, error => {
      running = false
      if (error) log.error({ err: error }, 'ledger sync failed')
      if (stopped) closeSync(descriptor)
    })
  }, syncEveryMs)
  timer.unref()
  return {
    stop(): void {
      if (stopped) return
      stopped = true
      clearInterval(timer)
      if (!running) closeSync(descriptor)
    },
  }
}
