import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cacheMigrations } from '../../../gateway/storage/databases.ts'
import { type MigrationRig, openMigrationRig, tablesOf } from '../../support/migration-rig.ts'

let rig: MigrationRig
beforeEach(() => {
  rig = openMigrationRig()
})
afterEach(() => rig[Symbol.dispose]())

describe('cache-0001', () => {
  test('makes its tables from nothing, one data key, and never gives the id of an entry twice', () => {
    const db = rig.open(cacheMigrations.slice(0, 1))
    expect(tablesOf(db)).toEqual(['data_key', 'entries', 'hits', 'wrong_pairs'])
    const insert = db.prepare(`
      INSERT INTO entries (exact_key, client_id, provider_id, model, is_stream, content_type, duration_ms, tokens,
                           created_at_ms, expires_at_ms, used_at_ms, stored_bytes, answer)
      VALUES (x'01', 'c', 'p', 'm', 0, 't', 1, '{}', 1, 2, 1, 9, x'02')`)
    insert.run()
    expect(() => insert.run()).toThrow(/UNIQUE/)
    db.exec('DELETE FROM entries')
    expect(insert.run().lastInsertRowid).toBe(2)
    const key = db.prepare("INSERT INTO data_key VALUES (?, 'key-file', 'f', x'03')")
    key.run(1)
    expect(() => key.run(2)).toThrow(/CHECK/)
    db.close()
  })
})
