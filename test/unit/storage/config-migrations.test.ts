import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configMigrations } from '../../../gateway/storage/databases.ts'
import { type MigrationRig, openMigrationRig, tablesOf } from '../../support/migration-rig.ts'

let rig: MigrationRig
beforeEach(() => {
  rig = openMigrationRig()
})
afterEach(() => rig[Symbol.dispose]())

describe('config-0001', () => {
  test('makes its tables, strict, from nothing', () => {
    const db = rig.open(configMigrations.slice(0, 1))
    expect(tablesOf(db)).toEqual([
      'clients',
      'price_overrides',
      'provider_models',
      'providers',
      'secrets',
      'settings',
    ])
    expect(() => db.exec("INSERT INTO settings (key, value) VALUES ('a', x'00')")).toThrow(
      /cannot store BLOB/,
    )
    db.close()
  })

  test('lets a revoked name be used again, and an active one not', () => {
    const db = rig.open(configMigrations.slice(0, 1))
    const insert = db.prepare(
      'INSERT INTO clients (id, name, token_hash, token_prefix, created_at_ms, revoked_at_ms) VALUES (?, ?, ?, ?, 0, ?)',
    )
    insert.run('a', 'notebook', Buffer.alloc(32, 1), 'gth_a', 1)
    insert.run('b', 'notebook', Buffer.alloc(32, 2), 'gth_b', null)
    expect(() => insert.run('c', 'notebook', Buffer.alloc(32, 3), 'gth_c', null)).toThrow(/UNIQUE/)
    db.close()
  })

  test("removes a provider's key, models and prices with it", () => {
    const db = rig.open(configMigrations.slice(0, 1))
    db.exec(`
      INSERT INTO providers (id, kind, base_url, added_at_ms) VALUES ('p', 'k', 'u', 0);
      INSERT INTO provider_models (provider_id, position, model_id) VALUES ('p', 0, 'm');
      INSERT INTO secrets (provider_id, kind, sealed_by, ciphertext, created_at_ms) VALUES ('p', 'k', 's', x'00', 0);
      INSERT INTO price_overrides (provider_id, model, input, output, set_at_ms) VALUES ('p', 'm', 1, 0, 0);
      DELETE FROM providers;`)
    expect(db.prepare('SELECT count(*) FROM secrets').pluck().get()).toBe(0)
    expect(db.prepare('SELECT count(*) FROM provider_models').pluck().get()).toBe(0)
    expect(db.prepare('SELECT count(*) FROM price_overrides').pluck().get()).toBe(0)
    db.close()
  })
})

describe('config-0002', () => {
  const fetched = (id: number, name: string, byte: number) =>
    `INSERT INTO price_tables (id, name, fetched_at_ms, checked_at_ms, sha256, data)
     VALUES (${id}, '${name}', 0, 0, x'${String(byte).repeat(64)}', x'00')`

  test('adds tables for prices that were fetched to what is there', () => {
    const before = rig.open(configMigrations.slice(0, 1))
    before.exec("INSERT INTO settings (key, value) VALUES ('port', '4283')")
    before.close()
    const db = rig.open(configMigrations.slice(0, 2))
    expect(tablesOf(db)).toEqual(expect.arrayContaining(['price_table_uses', 'price_tables', 'settings']))
    expect(db.prepare('SELECT value FROM settings').pluck().get()).toBe('4283')
    db.close()
  })

  test('keeps a name and a content once, never gives an id twice, and knows who chooses', () => {
    const db = rig.open(configMigrations.slice(0, 2))
    db.exec(fetched(1, 'a', 1))
    expect(() => db.exec(fetched(2, 'a', 2))).toThrow(/UNIQUE/)
    expect(() => db.exec(fetched(2, 'b', 1))).toThrow(/UNIQUE/)
    db.exec('DELETE FROM price_tables')
    const insert = db.prepare(
      'INSERT INTO price_tables (name, fetched_at_ms, checked_at_ms, sha256, data) VALUES (?, 0, 0, ?, ?)',
    )
    expect(insert.run('c', Buffer.alloc(32), Buffer.alloc(1)).lastInsertRowid).toBe(2)
    const use = (by: string) =>
      `INSERT INTO price_table_uses (at_ms, table_name, built_in_name, chosen_by) VALUES (0, 'a', 'b', '${by}')`
    db.exec(use('person'))
    expect(() => db.exec(use('nobody'))).toThrow(/CHECK/)
    db.close()
  })
})

describe('config-0003', () => {
  test('knows one ledger', () => {
    const db = rig.open(configMigrations.slice(0, 3))
    const insert = db.prepare('INSERT INTO known_ledger (only_row, id, noted_at_ms) VALUES (?, ?, 0)')
    insert.run(1, 'a')
    expect(() => insert.run(2, 'b')).toThrow(/CHECK/)
    db.close()
  })
})

describe('config-0004', () => {
  test('leaves to the setting what becomes of the requests of clients that are there', () => {
    const before = rig.open(configMigrations.slice(0, 3))
    before
      .prepare(
        'INSERT INTO clients (id, name, token_hash, token_prefix, created_at_ms) VALUES (?, ?, ?, ?, 0)',
      )
      .run('a', 'notebook', Buffer.alloc(32, 1), 'gth_a')
    before.close()
    const db = rig.open(configMigrations.slice(0, 4))
    expect(db.prepare('SELECT id, name, on_unsupported FROM clients').all()).toEqual([
      { id: 'a', name: 'notebook', on_unsupported: null },
    ])
    db.close()
  })

  test('takes its three words and no other', () => {
    const db = rig.open(configMigrations.slice(0, 4))
    const insert = db.prepare(
      'INSERT INTO clients (id, name, token_hash, token_prefix, created_at_ms, on_unsupported) VALUES (?, ?, ?, ?, 0, ?)',
    )
    for (const [byte, word] of ['drop', 'warn', 'reject', null].entries()) {
      insert.run(`${word}`, `${word}`, Buffer.alloc(32, byte), 'gth_a', word)
    }
    for (const word of ['maybe', '', 'DROP']) {
      expect(() => insert.run('x', 'x', Buffer.alloc(32, 9), 'gth_a', word)).toThrow(/CHECK/)
    }
    db.close()
  })
})

describe('config-0005', () => {
  test('keeps routes, each under its name once and as JSON', () => {
    const db = rig.open(configMigrations.slice(0, 5))
    const insert = db.prepare(
      'INSERT INTO routes (name, definition, created_at_ms, updated_at_ms) VALUES (?, ?, 0, 0)',
    )
    insert.run('smart', '{"name":"smart"}')
    expect(() => insert.run('smart', '{}')).toThrow(/UNIQUE/)
    expect(() => insert.run('', '{}')).toThrow(/CHECK/)
    expect(() => insert.run('other', 'no JSON')).toThrow(/CHECK/)
    db.close()
  })
})

describe('config-0006', () => {
  test('takes providers that are there for set up by a person, and remembers servers that nobody wants', () => {
    const before = rig.open(configMigrations.filter(({ version }) => version < 6))
    before.exec("INSERT INTO providers (id, kind, base_url, added_at_ms) VALUES ('p', 'k', 'u', 0)")
    before.close()
    const db = rig.open(configMigrations.slice(0, 6))
    expect(db.prepare('SELECT id, is_found FROM providers').all()).toEqual([{ id: 'p', is_found: 0 }])
    expect(() => db.exec('UPDATE providers SET is_found = 2')).toThrow(/CHECK/)
    const remove = db.prepare("INSERT INTO removed_servers (server, removed_at_ms) VALUES ('localhost:1', 0)")
    remove.run()
    expect(() => remove.run()).toThrow(/UNIQUE/)
    db.close()
  })
})

describe('config-0007', () => {
  const insert = (cause: string, untilMs: number | 'NULL') =>
    `INSERT INTO cool_downs (provider_id, cause, is_of_key, until_ms, times, reason)
     VALUES ('p', '${cause}', 1, ${untilMs}, 1, '')`

  test('adds cool-downs to what is there', () => {
    const before = rig.open(configMigrations.filter(({ version }) => version < 7))
    before.exec("INSERT INTO settings (key, value) VALUES ('port', '4283')")
    before.close()
    const db = rig.open(configMigrations.filter(({ version }) => version <= 7))
    expect(tablesOf(db)).toEqual(expect.arrayContaining(['cool_downs', 'settings']))
    expect(db.prepare('SELECT value FROM settings').pluck().get()).toBe('4283')
    db.close()
  })

  test('knows causes, and an end of all but a locked key', () => {
    const db = rig.open(configMigrations)
    db.exec(insert('quota', 5))
    db.exec(insert('key-refused', 'NULL'))
    expect(() => db.exec(insert('quota', 'NULL'))).toThrow(/CHECK/)
    expect(() => db.exec(insert('broken', 5))).toThrow(/CHECK/)
    db.close()
  })
})

describe('config-0008', () => {
  const beforeIt = configMigrations.filter(({ version }) => version < 8)
  const upToIt = configMigrations.filter(({ version }) => version <= 8)
  const provider = "INSERT INTO providers (id, kind, base_url, added_at_ms) VALUES ('p', 'k', 'u', 0);"
  const key = (id: string, name: string, group = 'NULL') =>
    `INSERT INTO provider_keys (id, provider_id, name, quota_group, position, kind, sealed_by, ciphertext, added_at_ms)
     VALUES ('${id}', 'p', '${name}', ${group}, 0, 'key-file', 's', x'00', 0)`

  test('makes the key that a provider has its first, still under the name that it was sealed for', () => {
    const before = rig.open(beforeIt)
    before.exec(`${provider}
      INSERT INTO secrets (provider_id, kind, sealed_by, ciphertext, created_at_ms)
      VALUES ('p', 'key-file', 's', x'0102', 7);`)
    before.close()
    const db = rig.open(upToIt)
    expect(db.prepare('SELECT * FROM provider_keys').all()).toEqual([
      {
        id: 'p',
        provider_id: 'p',
        name: 'default',
        quota_group: null,
        position: 0,
        kind: 'key-file',
        sealed_by: 's',
        ciphertext: Buffer.of(1, 2),
        added_at_ms: 7,
      },
    ])
    expect(tablesOf(db)).not.toContain('secrets')
    db.close()
  })

  test('keeps a name of a provider once, and removes keys with their provider', () => {
    const db = rig.open(upToIt)
    db.exec(provider)
    db.exec(key('p/1', 'a'))
    expect(() => db.exec(key('p/2', 'a'))).toThrow(/UNIQUE/)
    expect(() => db.exec(key('p/3', ''))).toThrow(/CHECK/)
    expect(() => db.exec(key('p/4', 'b', "''"))).toThrow(/CHECK/)
    db.exec('DELETE FROM providers')
    expect(db.prepare('SELECT count(*) FROM provider_keys').pluck().get()).toBe(0)
    db.close()
  })
})

describe('config-0009', () => {
  const client = `INSERT INTO clients (id, name, token_hash, token_prefix, created_at_ms)
    VALUES ('cli_1', 'notebook', x'${'00'.repeat(32)}', 'gth_', 0)`

  test('leaves clients that are there to the setting, by themselves, without tools', () => {
    const before = rig.open(configMigrations.slice(0, 8))
    before.exec(client)
    before.close()
    const db = rig.open(configMigrations.slice(0, 9))
    expect(db.prepare('SELECT cache_mode, cache_scope, cache_allows_tools FROM clients').all()).toEqual([
      { cache_mode: null, cache_scope: 'client', cache_allows_tools: 0 },
    ])
    db.close()
  })

  test('takes known words alone', () => {
    const db = rig.open(configMigrations.slice(0, 9))
    db.exec(client)
    const set = (change: string) => db.exec(`UPDATE clients SET ${change}`)
    set("cache_mode = 'semantic', cache_scope = 'team', cache_allows_tools = 1")
    expect(() => set("cache_mode = 'always'")).toThrow(/CHECK/)
    expect(() => set("cache_scope = 'world'")).toThrow(/CHECK/)
    expect(() => set('cache_scope = NULL')).toThrow(/NOT NULL/)
    expect(() => set('cache_allows_tools = 2')).toThrow(/CHECK/)
    db.close()
  })
})

describe('config-0010', () => {
  test('leaves tokens that are there in use', () => {
    const before = rig.open(configMigrations.slice(0, 9))
    before.exec(`INSERT INTO clients (id, name, token_hash, token_prefix, created_at_ms)
      VALUES ('cli_1', 'notebook', x'${'00'.repeat(32)}', 'gth_', 0)`)
    before.close()
    const db = rig.open(configMigrations.slice(0, 10))
    expect(db.prepare('SELECT paused_at_ms FROM clients').pluck().all()).toEqual([null])
    db.close()
  })
})
