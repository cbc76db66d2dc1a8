import { rmSync } from 'node:fs'
import { pino } from 'pino'
import type { NewBudgetRecord } from '../../gateway/ledger/books.ts'
import { type Ledger, openLedger } from '../../gateway/ledger/ledger.ts'
import type { WritableDb } from '../../gateway/storage/database.ts'
import { openLedgerDb } from '../../gateway/storage/databases.ts'
import { openLedgerJournal } from '../../gateway/storage/ledger-journal.ts'
import { calendar } from './ledger-records.ts'
import { temporaryHome } from './temporary-home.ts'

export type LedgerRig = ReturnType<typeof openLedgerRig>

/** A ledger on a real file, with clocks that the test sets. */
export function openLedgerRig() {
  const home = temporaryHome()
  const time = { nowMs: Date.parse('2026-11-23T12:00:00Z'), monotonicMs: 0 }
  let db: WritableDb
  let ledger: Ledger

  function open(): void {
    db = openLedgerDb(home)
    ledger = openLedger({
      journal: openLedgerJournal(db),
      now: () => time.nowMs,
      monotonicMs: () => time.monotonicMs,
      nameOf: ({ id }) => id,
      titleOf: ({ id }) => `Budget ${id}`,
      log: pino({ level: 'silent' }),
    })
  }
  open()

  return {
    home,
    time,
    get ledger() {
      return ledger
    },
    get db() {
      return db
    },
    rows: (sql: string): readonly unknown[] => db.prepare(sql).all(),
    /** The balance of the first budget. */
    balance() {
      const [first] = ledger.balances()
      return first && { settled: first.gauge.settled, held: first.gauge.held }
    },
    /** Closes the ledger properly and opens it again. */
    restart(): void {
      ledger.close()
      open()
    },
    /** Closes the file without the ledger's knowledge, and opens it again. What is not in the journal is lost. */
    crash(): void {
      db.close()
      open()
    },
    close(): void {
      if (db.open) ledger.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** A hard budget of this amount per calendar day in UTC for everything. */
export function dayBudget(limit: bigint, rule: Partial<ReturnType<typeof calendar>> = {}): NewBudgetRecord {
  return {
    scope: { kind: 'all', id: null },
    rule: calendar(limit, rule),
    mode: 'hard',
    strict: false,
    atCap: 'finish',
  }
}
