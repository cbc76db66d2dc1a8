import { closeSync, fdatasync, openSync, statSync } from 'node:fs'
import type { Logger } from 'pino'
import type { LedgerJournal } from './ledger-journal.ts'

const syncEveryMs = 1000
const restartBytes = 64 * 1024 * 1024

/**
 * Bounds what a power cut can lose to one second: `fdatasync` of the WAL, off the main thread, on one descriptor
 * that stays open (a `.db` or `-shm` file may never be opened like this: closing it drops SQLite's own locks).
 * Above 64 MiB the WAL is restarted here, where the only writer is.
 */
export function startWalSync(walPath: string, journal: LedgerJournal, log: Logger): { stop(): void } {
  const descriptor = openSync(walPath, 'r+')
  let running = false
  let stopped = false
  const timer = setInterval(() => {
    if (running) return
    running = true
    fdatasync(descriptor, error => {
      running = false
      if (error) log.error({ err: error }, 'ledger sync failed')
      if (stopped) closeSync(descriptor)
    })
    if (statSync(walPath).size > restartBytes) journal.restartWal()
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
