import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { openForQueries, openLedgerDb } from '../../../gateway/storage/databases.ts'
import { openLedgerJournal } from '../../../gateway/storage/ledger-journal.ts'
import { startWalSync } from '../../../gateway/storage/wal-sync.ts'
import { hold } from '../../support/ledger-records.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

const largeBytes = 64 * 1024 * 1024

let homeDir: string
let db: WritableDb
let journal: ReturnType<typeof openLedgerJournal>
let walSync: ReturnType<typeof startWalSync>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  homeDir = temporaryHome()
  db = openLedgerDb(homeDir)
  journal = openLedgerJournal(db)
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
  db.pragma('busy_timeout = 3600000') // to wait for them would take longer than a test may
  const reader = openForQueries(homeDir, 'ledger')
  reader.exec('BEGIN; SELECT count(*) FROM holds')
  commitBytes(1) // what the reader does not see yet
  expect(journal.emptyWal()).toBe(false)
  expect(db.pragma('busy_timeout', { simple: true })).toBe(3_600_000)
  expect(walBytes()).toBeGreaterThan(largeBytes)

  reader.exec('COMMIT')
  reader.close()
  vi.advanceTimersByTime(1000)
  expect(walBytes()).toBe(0)
})

test('a disk that is full is logged, and tried again', () => {
  const lines: string[] = []
  const full = {
    emptyWal(): boolean {
      throw new Error('database or disk is full')
    },
  }
  const failing = startWalSync(walPath(), full, pino({ level: 'error' }, { write: line => lines.push(line) }))
  commitBytes(largeBytes + 1024 * 1024)
  const reader = openForQueries(homeDir, 'ledger') // so that the other one leaves it as it is
  reader.exec('BEGIN; SELECT count(*) FROM holds')
  commitBytes(1)
  vi.advanceTimersByTime(2000)
  failing.stop()
  reader.close()
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain('database or disk is full')
})
