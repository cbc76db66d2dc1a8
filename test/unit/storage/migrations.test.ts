import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openWritable, type WritableDb } from '../../../gateway/storage/database.ts'
import { configMigrations, ledgerMigrations, logMigrations } from '../../../gateway/storage/databases.ts'
import type { Migration } from '../../../gateway/storage/migrate.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let home: string
beforeEach(() => {
  home = temporaryHome()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function open(migrations: readonly Migration[]): WritableDb {
  return openWritable({ path: join(home, 'some.db'), migrations, autoCheckpoint: true })
}

function tables(db: WritableDb): readonly unknown[] {
  return db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all()
}

describe('config-0001', () => {
  test('makes its tables, strict, from nothing', () => {
    const db = open(configMigrations.slice(0, 1))
    expect(tables(db)).toEqual([
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
    const db = open(configMigrations.slice(0, 1))
    const insert = db.prepare(
      'INSERT INTO clients (id, name, token_hash, token_prefix, created_at_ms, revoked_at_ms) VALUES (?, ?, ?, ?, 0, ?)',
    )
    insert.run('a', 'notebook', Buffer.alloc(32, 1), 'gth_a', 1)
    insert.run('b', 'notebook', Buffer.alloc(32, 2), 'gth_b', null)
    expect(() => insert.run('c', 'notebook', Buffer.alloc(32, 3), 'gth_c', null)).toThrow(/UNIQUE/)
    db.close()
  })

  test("removes a provider's key, models and prices with it", () => {
    const db = open(configMigrations.slice(0, 1))
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
    const before = open(configMigrations.slice(0, 1))
    before.exec("INSERT INTO settings (key, value) VALUES ('port', '4283')")
    before.close()
    const db = open(configMigrations.slice(0, 2))
    expect(tables(db)).toEqual(expect.arrayContaining(['price_table_uses', 'price_tables', 'settings']))
    expect(db.prepare('SELECT value FROM settings').pluck().get()).toBe('4283')
    db.close()
  })

  test('keeps a name and a content once, never gives an id twice, and knows who chooses', () => {
    const db = open(configMigrations.slice(0, 2))
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

describe('ledger-0001', () => {
  const entry = (id: string, tokens: number, cost: number | null, corrects: number | null = null) =>
    `INSERT INTO entries (request_id, corrects, client_id, provider_id, model, sandbox, tools, reasoning, certainty,
       held_input_tokens, held_output_tokens, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens,
       audio_input_tokens, output_tokens, audio_output_tokens, cost_nano_usd, charged_nano_usd, opened_at_ms,
       settled_at_ms)
     VALUES ('${id}', ${corrects ?? 'NULL'}, 'c', 'p', 'm', 0, 0, 0, 'exact', 0, 0, ${tokens}, 0, 0, 0, 0, 0, 0,
       ${cost ?? 'NULL'}, ${cost ?? 0}, 0, 0)`
  const budget = (columns: Record<string, string | number | null>) => {
    const all = {
      id: 'b',
      scope_kind: 'all',
      scope_id: null,
      unit: 'usd',
      limit_amount: 1,
      mode: 'hard',
      ...columns,
    }
    const names = Object.keys(all)
    const values = Object.values(all).map(value =>
      typeof value === 'string' ? `'${value}'` : (value ?? 'NULL'),
    )
    return `INSERT INTO budgets (${names.join(', ')}, strict, at_cap, created_at_ms) VALUES (${values.join(', ')}, 0, 'cut', 0)`
  }

  test('makes its tables from nothing', () => {
    const db = open(ledgerMigrations.slice(0, 1))
    expect(tables(db)).toEqual(['budgets', 'entries', 'holds', 'token_ratios'])
    db.close()
  })

  test('takes unknown costs, and a negative amount only as a correction of what is there', () => {
    const db = open(ledgerMigrations.slice(0, 1))
    db.exec(entry('a', 1, null))
    expect(() => db.exec(entry('b', -1, 5))).toThrow(/CHECK/)
    expect(() => db.exec(entry('c', 1, -5))).toThrow(/CHECK/)
    expect(() => db.exec(entry('c', 1, -5, 99))).toThrow(/FOREIGN KEY/)
    db.exec(entry('c', 1, -5, 1))
    db.close()
  })

  test('takes budgets that are whole, of every kind', () => {
    const db = open(ledgerMigrations.slice(0, 1))
    db.exec(budget({ id: 'a', kind: 'calendar', window: 'day', zone: 'UTC' }))
    db.exec(budget({ id: 'b', kind: 'rolling', hours: 5 }))
    db.exec(budget({ id: 'c', kind: 'bucket', unit: 'tokens', refill_per_second: 0.5 }))
    db.exec(budget({ id: 'd', kind: 'concurrency', unit: 'requests', scope_kind: 'team', scope_id: 'lab' }))
    for (const broken of [
      { kind: 'calendar', window: 'day' },
      { kind: 'calendar', window: 'year', zone: 'UTC' },
      { kind: 'rolling' },
      { kind: 'rolling', hours: 0 },
      { kind: 'bucket' },
      { kind: 'concurrency', scope_kind: 'team' },
      { kind: 'concurrency', scope_id: 'lab' },
      { kind: 'concurrency', limit_amount: -1 },
    ]) {
      expect(() => db.exec(budget({ id: 'x', ...broken }))).toThrow(/CHECK/)
    }
    db.close()
  })
})

describe('ledger-0002', () => {
  test('keeps what was there, and takes a bill and a doubt beside it', () => {
    const before = open(ledgerMigrations.slice(0, 1))
    const columns = `request_id, client_id, provider_id, model, sandbox, tools, reasoning, certainty, held_input_tokens,
      held_output_tokens, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, audio_input_tokens,
      output_tokens, audio_output_tokens, charged_nano_usd, opened_at_ms, settled_at_ms`
    const values = "'c', 'p', 'm', 0, 0, 0, 'exact', 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, 0, 0"
    before.exec(`INSERT INTO entries (${columns}) VALUES ('old', ${values})`)
    before.close()
    const db = open(ledgerMigrations.slice(0, 2))
    const add = db.prepare(`INSERT INTO entries (${columns}, bill, doubt) VALUES (?, ${values}, ?, 'why')`)
    add.run('new', '{"speed":"fast"}')
    expect(() => add.run('bad', '{')).toThrow(/CHECK/)
    expect(db.prepare('SELECT request_id, bill, doubt FROM entries').all()).toEqual([
      { request_id: 'old', bill: null, doubt: null },
      { request_id: 'new', bill: '{"speed":"fast"}', doubt: 'why' },
    ])
    db.close()
  })
})

describe('ledger-0004', () => {
  test('makes its table, of paces that are none of nothing', () => {
    const db = open(ledgerMigrations.filter(({ version }) => version <= 4))
    const insert = db.prepare('INSERT INTO model_paces VALUES (?, ?, ?, ?, 0, 0)')
    insert.run('p', 'm', 10, 1)
    expect(() => insert.run('p', 'm', 10, 1)).toThrow(/UNIQUE/)
    expect(() => insert.run('p', 'other', 10, 0)).toThrow(/CHECK/)
    db.close()
  })
})

describe('log-0001', () => {
  test('makes its table from nothing and never gives a sequence number twice', () => {
    const db = open(logMigrations.slice(0, 1))
    const insert = db.prepare(`
      INSERT INTO requests (request_id, started_at_ms, format, path, streaming, sandbox, outcome, status, certainty,
                            request_bytes, response_bytes, duration_ms)
      VALUES (?, 0, 'f', '/', 0, 0, 'completed', 200, 'exact', 0, 0, 0)`)
    insert.run('a')
    db.exec('DELETE FROM requests')
    expect(insert.run('b').lastInsertRowid).toBe(2)
    db.close()
  })
})

describe('log-0002', () => {
  test('leaves what is logged as it is, and takes what a cost came about by', () => {
    const old = open(logMigrations.slice(0, 1))
    old.exec(`
      INSERT INTO requests (request_id, started_at_ms, format, path, streaming, sandbox, outcome, status, certainty,
                            request_bytes, response_bytes, duration_ms)
      VALUES ('a', 0, 'f', '/', 0, 0, 'completed', 200, 'exact', 0, 0, 0)`)
    old.close()
    const db = open(logMigrations.slice(0, 2))
    expect(db.prepare('SELECT request_id, arithmetic, doubt FROM requests').all()).toEqual([
      { request_id: 'a', arithmetic: null, doubt: null },
    ])
    const write = db.prepare('UPDATE requests SET arithmetic = ?, doubt = ?')
    expect(write.run('{"tokens":[]}', 'The total is not the sum of its parts.').changes).toBe(1)
    expect(() => write.run('{', null)).toThrow(/CHECK/)
    db.close()
  })
})

describe('log-0003', () => {
  const before = () => logMigrations.filter(({ version }) => version < 3)
  const insert = (db: WritableDb, id: string, route: string | null, model: string | null) =>
    db
      .prepare(`
        INSERT INTO requests (request_id, started_at_ms, format, path, provider_id, model, route, streaming, sandbox,
                              outcome, status, certainty, request_bytes, response_bytes, duration_ms)
        VALUES (?, 0, 'openai-chat', '/', ?, ?, ?, 0, 0, 'completed', 200, 'exact', 0, 0, 0)`)
      .run(id, route?.split('/')[0] ?? null, model, route)

  test('takes the rows there are for answers, each model by the name that its provider knows', () => {
    const old = open(before())
    insert(old, 'prefixed', 'open/gpt-4o', 'open/gpt-4o')
    insert(old, 'bare', 'open/gpt-4o', 'gpt-4o')
    insert(old, 'slashed', 'router/meta/llama', 'meta/llama')
    insert(old, 'nowhere', null, 'open/gpt-5')
    insert(old, 'unread', null, null)
    old.close()
    const db = open(logMigrations.filter(({ version }) => version <= 3))
    const rows = db.prepare('SELECT request_id, purpose, method, model FROM requests ORDER BY sequence').raw()
    expect(rows.all()).toEqual([
      ['prefixed', 'answer', null, 'gpt-4o'],
      ['bare', 'answer', null, 'gpt-4o'],
      ['slashed', 'answer', null, 'meta/llama'],
      ['nowhere', 'answer', null, 'open/gpt-5'],
      ['unread', 'answer', null, null],
    ])
    db.close()
  })

  test('takes no purpose that is none', () => {
    const db = open(logMigrations)
    insert(db, 'a', null, null)
    expect(() => db.exec("UPDATE requests SET purpose = 'fun'")).toThrow(/CHECK/)
    db.close()
  })
})

describe('migrating', () => {
  const first: Migration = { version: 1, sql: 'CREATE TABLE a (x INTEGER) STRICT' }
  const second: Migration = { version: 2, sql: 'CREATE TABLE b (x INTEGER) STRICT' }
  const broken: Migration = {
    version: 2,
    sql: 'CREATE TABLE b (x INTEGER) STRICT; CREATE TABLE a (x INTEGER)',
  }

  test('runs what is missing, in order, once', () => {
    open([first]).close()
    open([first, second]).close()
    const db = open([first, second])
    expect(tables(db)).toEqual(['a', 'b'])
    expect(db.pragma('user_version', { simple: true })).toBe(2)
    db.close()
  })

  test('leaves everything as it was when a step fails', () => {
    open([first]).close()
    expect(() => open([first, broken])).toThrow()
    const db = open([first])
    expect(tables(db)).toEqual(['a'])
    expect(db.pragma('user_version', { simple: true })).toBe(1)
    db.close()
  })

  test('refuses a file from a newer version and leaves its bytes alone', () => {
    const path = join(home, 'some.db')
    const newer = new Database(path)
    newer.exec('CREATE TABLE future (x); PRAGMA user_version = 9')
    newer.close()
    const before = readFileSync(path)
    expect(() => open([first])).toThrow(
      expect.objectContaining({
        code: 'database_from_newer_version',
        detail: { file: 'some.db', current: 9, newest: 1 },
      }),
    )
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})
