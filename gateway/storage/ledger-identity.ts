// Checks that the ledger in a home is the one with which the home was used. With another ledger, all budgets would be gone
// without anyone noticing.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { GatewayError } from '../errors.ts'
import type { WritableDb } from './database.ts'
import { databaseFiles } from './databases.ts'

/**
 * Throws if config.db was used before and its ledger is not there: `ledger_missing` if ledger.db is empty or missing,
 * `ledger_replaced` if it is another ledger. Writes to neither file. If the first start was interrupted between creating the
 * two files, the home counts as new.
 */
export function checkLedgerIdentity(homeDir: string): void {
  const config = look(join(homeDir, databaseFiles.config), db => ({
    knownLedger: has(db, 'known_ledger') ? oneText(db, 'SELECT id FROM known_ledger') : undefined,
    isUsed: ['clients', 'providers', 'settings'].some(
      table => has(db, table) && db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined,
    ),
  }))
  if (!config?.isUsed && config?.knownLedger === undefined) return
  const path = join(homeDir, databaseFiles.ledger)
  const ledger = look(path, db => ({
    hasEntries: has(db, 'entries'),
    id: has(db, 'ledger_identity') ? oneText(db, 'SELECT id FROM ledger_identity') : undefined,
  }))
  if (!ledger?.hasEntries) {
    throw new GatewayError('ledger_missing', { homeDir, state: existsSync(path) ? 'empty' : 'missing' })
  }
  if (config.knownLedger !== undefined && config.knownLedger !== ledger.id) {
    throw new GatewayError('ledger_replaced', { homeDir })
  }
}

/**
 * Stores in config.db the identity of the ledger that it is used with. Before that, makes sure that the identity is on the
 * disk in the ledger itself.
 */
export function noteLedger(configDb: WritableDb, ledgerDb: WritableDb, nowMs: number): void {
  const id = oneText(ledgerDb, 'SELECT id FROM ledger_identity')
  if (id === undefined || id === oneText(configDb, 'SELECT id FROM known_ledger')) return
  ledgerDb.pragma('wal_checkpoint(FULL)') // syncs the file too: https://www.sqlite.org/pragma.html#pragma_synchronous
  configDb
    .prepare('INSERT OR REPLACE INTO known_ledger (only_row, id, noted_at_ms) VALUES (1, ?, ?)')
    .run(id, nowMs)
}

/** Undefined if the file does not exist or is empty. */
function look<Found>(path: string, read: (db: Database.Database) => Found): Found | undefined {
  if (!existsSync(path) || statSync(path).size === 0) return undefined
  const db = new Database(path, { readonly: true })
  try {
    return read(db)
  } finally {
    db.close()
  }
}

function has(db: Database.Database, table: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table) !== undefined
}

function oneText(db: Database.Database, sql: string): string | undefined {
  const text = db.prepare<[], unknown>(sql).pluck().get()
  return typeof text === 'string' ? text : undefined
}
