// Lists the database files, and the migrations that bring each of them up to date.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  checkDatabase,
  emptyWal,
  openReadonly,
  openWritable,
  type ReadonlyDb,
  type WritableDb,
} from './database.ts'
import type { Migration } from './migrate.ts'
import { cache0001 } from './migrations/cache-0001.ts'
import { config0001 } from './migrations/config-0001.ts'
import { config0002 } from './migrations/config-0002.ts'
import { config0003 } from './migrations/config-0003.ts'
import { config0004 } from './migrations/config-0004.ts'
import { config0005 } from './migrations/config-0005.ts'
import { config0006 } from './migrations/config-0006.ts'
import { config0007 } from './migrations/config-0007.ts'
import { config0008 } from './migrations/config-0008.ts'
import { config0009 } from './migrations/config-0009.ts'
import { config0010 } from './migrations/config-0010.ts'
import { ledger0001 } from './migrations/ledger-0001.ts'
import { ledger0002 } from './migrations/ledger-0002.ts'
import { ledger0003 } from './migrations/ledger-0003.ts'
import { ledger0004 } from './migrations/ledger-0004.ts'
import { ledger0005 } from './migrations/ledger-0005.ts'
import { ledger0006 } from './migrations/ledger-0006.ts'
import { log0001 } from './migrations/log-0001.ts'
import { log0002 } from './migrations/log-0002.ts'
import { log0003 } from './migrations/log-0003.ts'
import { log0004 } from './migrations/log-0004.ts'
import { log0005 } from './migrations/log-0005.ts'
import { log0006 } from './migrations/log-0006.ts'
import { log0007 } from './migrations/log-0007.ts'
import { log0008 } from './migrations/log-0008.ts'
import { log0009 } from './migrations/log-0009.ts'
import { log0010 } from './migrations/log-0010.ts'
import { log0011 } from './migrations/log-0011.ts'
import { log0012 } from './migrations/log-0012.ts'
import { log0013 } from './migrations/log-0013.ts'

export const cacheMigrations: readonly Migration[] = [cache0001]
export const configMigrations: readonly Migration[] = [
  config0001,
  config0002,
  config0003,
  config0004,
  config0005,
  config0006,
  config0007,
  config0008,
  config0009,
  config0010,
]
export const ledgerMigrations: readonly Migration[] = [
  ledger0001,
  ledger0002,
  ledger0003,
  ledger0004,
  ledger0005,
  ledger0006,
]
export const logMigrations: readonly Migration[] = [
  log0001,
  log0002,
  log0003,
  log0004,
  log0005,
  log0006,
  log0007,
  log0008,
  log0009,
  log0010,
  log0011,
  log0012,
  log0013,
]

export const databaseFiles = { config: 'config.db', ledger: 'ledger.db', log: 'log.db' } as const

/** Not among the others, because a gateway that never had its cache on has no such file. */
export const cacheFile = 'cache.db'

/** Checks all files before any is opened, so that if one is refused, the others are still unchanged. */
export function checkDatabases(homeDir: string): void {
  checkDatabase(join(homeDir, databaseFiles.config), configMigrations)
  checkDatabase(join(homeDir, databaseFiles.ledger), ledgerMigrations)
  checkDatabase(join(homeDir, databaseFiles.log), logMigrations)
}

export function openConfigDb(homeDir: string): WritableDb {
  return openWritable({
    path: join(homeDir, databaseFiles.config),
    migrations: configMigrations,
    autoCheckpoint: true,
  })
}

/** Only the main thread writes to the ledger. The log writer's worker runs its checkpoints. */
export function openLedgerDb(homeDir: string): WritableDb {
  return openWritable({
    path: join(homeDir, databaseFiles.ledger),
    migrations: ledgerMigrations,
    autoCheckpoint: false,
  })
}

/**
 * Only the log writer's worker writes to the log. The main thread opens it once at start, to migrate it before the gateway
 * listens.
 */
export function openLogDb(homeDir: string): WritableDb {
  return openWritable({
    path: join(homeDir, databaseFiles.log),
    migrations: logMigrations,
    autoCheckpoint: true,
  })
}

/**
 * Only the cache's worker opens it. What is deleted is overwritten, and the file can give back what is free in it. Throws as
 * `checkDatabase` does.
 */
export function openCacheDb(homeDir: string): WritableDb {
  const path = join(homeDir, cacheFile)
  checkDatabase(path, cacheMigrations)
  const db = openWritable({ path, migrations: cacheMigrations, autoCheckpoint: true })
  db.pragma('secure_delete = ON')
  const incremental = 2
  if (db.pragma('auto_vacuum', { simple: true }) !== incremental) {
    db.pragma('auto_vacuum = INCREMENTAL')
    db.exec('VACUUM') // only this changes it once there is a table
  }
  return db
}

/** Gives what is free in the file back to the disk, and leaves nothing of what was deleted in the WAL. */
export function shrinkCacheDb(db: WritableDb): void {
  db.pragma('incremental_vacuum')
  emptyWal(db)
}

/** For a file that is damaged. Nothing in it is of use without the data key, which is in it too. */
export function deleteCacheDb(homeDir: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(join(homeDir, `${cacheFile}${ending}`), { force: true })
}

export function openForQueries(homeDir: string, file: keyof typeof databaseFiles): ReadonlyDb {
  return openReadonly(join(homeDir, databaseFiles[file]))
}
