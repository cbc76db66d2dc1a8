import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openForQueries, openLedgerDb } from '../../../gateway/storage/databases.ts'
import { openLedgerJournal } from '../../../gateway/storage/ledger-journal.ts'
import { startWalSync } from '../../../gateway/storage/wal-sync.ts'
import { hold } from '../../support/ledger-records.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

const largeBytes = 64 * 1024 * 1024

let homeDir: string
let journal: ReturnType<typeof openLedgerJournal>
let walSync: ReturnType<typeof startWalSync>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  homeDir = temporaryHome()
  journal = openLedgerJournal(openLedgerDb(homeDir))
  commitBytes(1)
  walSync = startWalSync(walPath(), journal, pino({ level: 'silent' }))
})

afterEach(() => {
  walSync.stop()
  journal.close()
  rmSync(homeDir, { recursive: true, force: true })
  vi.useRealTimers()
})

const walPath = () => join(homeDir, 'ledger.db-wal')
const walBytes = () => statSync(walPath()).size

function commitBytes(bytes: number): void {
  const project = 'x'.repeat(bytes)
  journal.commit({ holds: [hold({ project })], topUps: [], settlements: [], levels: [] })
}

test('a WAL that nobody empties is emptied above 64 MiB, and nothing of it is lost', () => {
  commitBytes(largeBytes - 1024 * 1024)
  vi.advanceTimersByTime(1000)
  expect(walBytes()).toBeGreaterThan(largeBytes - 1024 * 1024)

  commitBytes(2 * 1024 * 1024)
  vi.advanceTimersByTime(1000)
  expect(walBytes()).toBe(0)
  expect(journal.openHolds()).toHaveLength(3)

  commitBytes(1)
  vi.advanceTimersByTime(1000)
  expect(walBytes()).toBeGreaterThan(0) // it has grown little: it is left alone
})

test('somebody who reads is not waited for, and the WAL is emptied when they are through', () => {
  commitBytes(largeBytes)
  const reader = openForQueries(homeDir, 'ledger')
  reader.exec('BEGIN; SELECT count(*) FROM holds')
  commitBytes(1) // what the reader does not see yet
  expect(journal.emptyWal()).toBe(false)
  expect(walBytes()).toBeGreaterThan(largeBytes)

  reader.exec('COMMIT')
  reader.close()
  vi.advanceTimersByTime(1000)
  expect(walBytes()).toBe(0)
})
