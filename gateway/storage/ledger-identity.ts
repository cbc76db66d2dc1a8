// Whether the ledger in a home is the one that the home was used with: without it, all budgets would silently be gone.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { GatewayError } from '../errors.ts'
import type { WritableDb } from './database.ts'
import { databaseFiles } from './databases.ts'

/**
 * Throws `ledger_missing` or `ledger_replaced` where config.db was used and ledger.db is empty, not there, or another.
 * Neither is written to. A home whose first start broke off between the two is a new one.
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

/** Notes in config.db which ledger it is used with; the ledger's own identity is on the disk before that. */
export function noteLedger(configDb: WritableDb, ledgerDb: WritableDb, nowMs: number): void {
  const id = oneText(ledgerDb, 'SELECT id FROM ledger_identity')
  if (id === undefined || id === oneText(configDb, 'SELECT id FROM known_ledger')) return
  ledgerDb.pragma('wal_checkpoint(FULL)') // synced with it: https://www.sqlite.org/pragma.html#pragma_synchronous
  configDb
    .prepare('INSERT OR REPLACE INTO known_ledger (only_row, id, noted_at_ms) VALUES (1, ?, ?)')
    .run(id, nowMs)
}

/** Undefined: there is no such file, or it is empty. */
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
