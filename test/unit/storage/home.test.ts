import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLedgerDb } from '../../../gateway/storage/databases.ts'
import { openHome } from '../../../gateway/storage/home.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let dir: string

beforeEach(() => {
  dir = temporaryHome()
})

afterEach(() => rmSync(dir, { recursive: true, force: true }))

const pidFile = () => join(dir, 'lock.pid')

function deleteLock(): void {
  for (const end of ['', '-journal']) rmSync(join(dir, `lock.db${end}`), { force: true })
}

test('an owner whose lock was replaced while it started is none', () => {
  const first = openHome(dir)
  first.checkLock()
  deleteLock()
  expect(() => first.checkLock()).toThrow(expect.objectContaining({ code: 'home_locked' }))
  const second = openHome(dir)
  second.checkLock()
  expect(() => first.checkLock()).toThrow(expect.objectContaining({ code: 'home_locked' }))
  first.release()
  second.release()
})

test('who finds the ledger open leaves the owner’s pid where it was', () => {
  const first = openHome(dir)
  writeFileSync(pidFile(), '4711') // of another process
  const ledger = openLedgerDb(dir)
  deleteLock()
  const second = openHome(dir)
  expect(() => second.refuseSecondOwner()).toThrow(
    expect.objectContaining({ code: 'ledger_in_use', detail: { pid: '4711', homeDir: dir } }),
  )
  second.release()
  expect(readFileSync(pidFile(), 'utf8')).toBe('4711')
  ledger.close()
  first.release()
})

test('a ledger that nobody has open is free, with what a crash left in its WAL', () => {
  const home = openHome(dir)
  home.refuseSecondOwner()
  const ledger = openLedgerDb(dir)
  ledger.exec(`INSERT INTO token_ratios VALUES ('m', 1, 1.0, 0.0, 1.0, 0)`)
  ledger.close()
  home.refuseSecondOwner()
  const again = openLedgerDb(dir)
  expect(again.prepare('SELECT model FROM token_ratios').pluck().all()).toEqual(['m'])
  again.close()
  home.release()
  expect(existsSync(pidFile())).toBe(false)
})
