import type Database from 'better-sqlite3'

export interface Migration {
  readonly version: number
  readonly sql: string
}

/** Runs all missing migrations, or none. The caller must have refused files from a newer version before. */
export function migrate(db: Database.Database, migrations: readonly Migration[]): void {
  const current = Number(db.pragma('user_version', { simple: true }))
  const missing = migrations.filter(migration => migration.version > current)
  if (missing.length === 0) return
  const run = db.transaction(() => {
    for (const migration of missing) {
      db.exec(migration.sql)
      db.pragma(`user_version = ${migration.version}`)
    }
  })
  run.immediate()
}
