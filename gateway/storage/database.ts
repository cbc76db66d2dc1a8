import { existsSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import Database from 'better-sqlite3'
import type { Branded } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import { type Migration, migrate } from './migrate.ts'

export type WritableDb = Branded<Database.Database, 'WritableDb'>
export type ReadonlyDb = Branded<Database.Database, 'ReadonlyDb'>

/** Larger files are not checked completely at every start. A damaged page in them is only found when it is used. */
const checkedBytes = 64 * 1024 * 1024

export interface OpenOptions {
  readonly path: string
  readonly migrations: readonly Migration[]
  /** False if a worker runs the checkpoints, so that a commit never waits for one. */
  readonly autoCheckpoint: boolean
}

/**
 * Refuses a file that is damaged or from a newer version. It uses a connection that cannot write, so neither the file nor
 * its WAL changes. Throws GatewayError `database_corrupt`, `database_from_newer_version` or `home_unusable`.
 */
export function checkDatabase(path: string, migrations: readonly Migration[]): void {
  inspect(path, db => {
    refuseNewer(db, path, migrations)
    if (statSync(path).size > checkedBytes) return
    const found = String(db.pragma('quick_check(1)', { simple: true }))
    if (found !== 'ok') throw corrupt(path, found)
  })
}

/**
 * Opens and migrates one database in WAL mode. The caller must have checked it before. Throws GatewayError
 * `database_from_newer_version`, `database_corrupt` or `home_unusable`.
 */
export function openWritable({ path, migrations, autoCheckpoint }: OpenOptions): WritableDb {
  inspect(path, db => refuseNewer(db, path, migrations))
  let db: Database.Database | undefined
  try {
    db = new Database(path)
    db.pragma('journal_mode = WAL')
    // With NORMAL, a commit survives kill -9 but maybe not a power cut. So the ledger's WAL is synced every second
    // (wal-sync.ts).
    db.pragma('synchronous = NORMAL')
    db.pragma('foreign_keys = ON')
    db.pragma('trusted_schema = OFF')
    if (!autoCheckpoint) db.pragma('wal_autocheckpoint = 0')
    migrate(db, migrations)
    return db as WritableDb
  } catch (error) {
    db?.close()
    throw explain(path, error)
  }
}

/** Opens a connection for queries in a worker. The main thread must have migrated the file before. */
export function openReadonly(path: string): ReadonlyDb {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  db.pragma('query_only = ON')
  return db as ReadonlyDb
}

/** Moves as much as possible from the WAL into the file, without waiting for other connections. */
export function checkpoint(db: WritableDb): void {
  db.pragma('wal_checkpoint(PASSIVE)')
}

/** Moves the whole WAL into the file and truncates it. Does not wait: false if another connection prevents it. */
export function emptyWal(db: WritableDb): boolean {
  const timeoutMs = Number(db.pragma('busy_timeout', { simple: true }))
  db.pragma('busy_timeout = 0')
  try {
    return db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0
  } finally {
    db.pragma(`busy_timeout = ${timeoutMs}`)
  }
}

/** Reads an existing file. A missing or empty file is a new database, and is not read. */
function inspect(path: string, look: (db: Database.Database) => void): void {
  if (!existsSync(path) || statSync(path).size === 0) return
  let db: Database.Database | undefined
  try {
    db = new Database(path, { readonly: true })
    look(db)
  } catch (error) {
    throw explain(path, error)
  } finally {
    db?.close()
  }
}

function refuseNewer(db: Database.Database, path: string, migrations: readonly Migration[]): void {
  const current = Number(db.pragma('user_version', { simple: true }))
  const newest = migrations.at(-1)?.version ?? 0
  if (current < 0) throw corrupt(path, `its schema version is ${current}`)
  if (current > newest) {
    throw new GatewayError('database_from_newer_version', { file: basename(path), current, newest })
  }
}

function corrupt(path: string, words: string, cause?: unknown): GatewayError {
  const reason = words.replaceAll(/\s+/g, ' ').slice(0, 200)
  return new GatewayError('database_corrupt', { file: basename(path), reason }, { cause })
}

function explain(path: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const { code, message } = error
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return corrupt(path, message, error)
  const reason = `${basename(path)}: ${message}`
  return new GatewayError('home_unusable', { homeDir: dirname(path), reason }, { cause: error })
}
