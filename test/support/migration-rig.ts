// Opens databases of any schema version in a new folder.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openWritable, type WritableDb } from '../../gateway/storage/database.ts'
import type { Migration } from '../../gateway/storage/migrate.ts'
import { temporaryHome } from './temporary-home.ts'

export interface MigrationRig extends Disposable {
  readonly path: string
  open(migrations: readonly Migration[]): WritableDb
}

export function openMigrationRig(): MigrationRig {
  const home = temporaryHome()
  const path = join(home, 'some.db')
  return {
    path,
    open: migrations => openWritable({ path, migrations, autoCheckpoint: true }),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  }
}

export function tablesOf(db: WritableDb): readonly unknown[] {
  return db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all()
}
