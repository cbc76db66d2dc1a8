import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Migration } from '../../../gateway/storage/migrate.ts'
import { type MigrationRig, openMigrationRig, tablesOf } from '../../support/migration-rig.ts'

let rig: MigrationRig
beforeEach(() => {
  rig = openMigrationRig()
})
afterEach(() => rig[Symbol.dispose]())

describe('migrating', () => {
  const first: Migration = { version: 1, sql: 'CREATE TABLE a (x INTEGER) STRICT' }
  const second: Migration = { version: 2, sql: 'CREATE TABLE b (x INTEGER) STRICT' }
  const broken: Migration = {
    version: 2,
    sql: 'CREATE TABLE b (x INTEGER) STRICT; CREATE TABLE a (x INTEGER)',
  }

  test('runs what is missing, in order, once', () => {
    rig.open([first]).close()
    rig.open([first, second]).close()
    const db = rig.open([first, second])
    expect(tablesOf(db)).toEqual(['a', 'b'])
    expect(db.pragma('user_version', { simple: true })).toBe(2)
    db.close()
  })

  test('leaves everything as it was when a step fails', () => {
    rig.open([first]).close()
    expect(() => rig.open([first, broken])).toThrow()
    const db = rig.open([first])
    expect(tablesOf(db)).toEqual(['a'])
    expect(db.pragma('user_version', { simple: true })).toBe(1)
    db.close()
  })

  test('refuses a file from a newer version and leaves its bytes alone', () => {
    const path = rig.path
    const newer = new Database(path)
    newer.exec('CREATE TABLE future (x); PRAGMA user_version = 9')
    newer.close()
    const before = readFileSync(path)
    expect(() => rig.open([first])).toThrow(
      expect.objectContaining({
        code: 'database_from_newer_version',
        detail: { file: 'some.db', current: 9, newest: 1 },
      }),
    )
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})
