import { closeSync, fdatasync, openSync, statSync } from 'node:fs'
import type { Logger } from 'pino'
import type { LedgerJournal } from './ledger-journal.ts'

const syncEveryMs = 1000
const emptyAboveBytes = 64 * 1024 * 1024

/**
 * Limits what a power cut can lose to one second, by an `fdatasync` of the WAL every second, off the main thread. It uses
 * one descriptor that stays open. (A `.db` or `-shm` file must never be opened like this, because closing it releases
 * SQLite's own locks.)
 * A WAL that is written to without a pause is never moved completely into the file, and so grows. Above 64 MiB it is emptied
 * here, in the thread of the only writer.
 */
export function startWalSync(
  walPath: string,
  journal: Pick<LedgerJournal, 'emptyWal'>,
  log: Logger,
): { stop(): void } {
  const descriptor = openSync(walPath, 'r+')
  let running = false
  let stopped = false

  /** Empties a WAL that is too long. If that fails, the next commit fails too and reports the error to its callers. */
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
