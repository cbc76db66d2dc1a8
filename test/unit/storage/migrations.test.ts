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

const entry = (id: string, tokens: number, cost: number | null, corrects: number | null = null) =>
  `INSERT INTO entries (request_id, corrects, client_id, provider_id, model, sandbox, tools, reasoning, certainty,
     held_input_tokens, held_output_tokens, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens,
     audio_input_tokens, output_tokens, audio_output_tokens, cost_nano_usd, charged_nano_usd, opened_at_ms,
     settled_at_ms)
   VALUES ('${id}', ${corrects ?? 'NULL'}, 'c', 'p', 'm', 0, 0, 0, 'exact', 0, 0, ${tokens}, 0, 0, 0, 0, 0, 0,
     ${cost ?? 'NULL'}, ${cost ?? 0}, 0, 0)`

describe('ledger-0001', () => {
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

describe('ledger-0003', () => {
  test('gives every ledger an identity of its own, and those that were there before too', () => {
    const read = (db: WritableDb) => db.prepare('SELECT id FROM ledger_identity').pluck().all()
    open(ledgerMigrations.filter(({ version }) => version < 3)).close()
    const db = open(ledgerMigrations)
    const [id] = read(db)
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    db.close()
    const again = open(ledgerMigrations)
    expect(read(again)).toEqual([id])
    again.close()
    rmSync(join(home, 'some.db'))
    const other = open(ledgerMigrations)
    expect(read(other)).not.toEqual([id])
    other.close()
  })

  test('keeps what was there, and finds its corrections by their index', () => {
    const before = open(ledgerMigrations.filter(({ version }) => version < 3))
    before.exec(entry('a', 1, 5))
    before.exec(entry('a', 0, 3, 1))
    before.close()
    const db = open(ledgerMigrations)
    expect(db.prepare('SELECT corrects, cost_nano_usd FROM entries').raw().all()).toEqual([
      [null, 5],
      [1, 3],
    ])
    const plan = db.prepare('EXPLAIN QUERY PLAN SELECT 1 FROM entries WHERE corrects = 1').raw().all()
    expect(String(plan)).toContain('entries_corrects')
    db.close()
  })

  test('a repair has who made it, and none is made of nothing', () => {
    const db = open(ledgerMigrations)
    db.exec(entry('a', 1, null))
    const insert = (columns: string) =>
      db.exec(`INSERT INTO set_aside (entry, request_id, reason, reported, set_aside_at_ms, repaired_at_ms, repaired_by)
               VALUES (${columns})`)
    expect(() => insert("1, 'a', 'r', '{}', 0, 5, NULL")).toThrow(/CHECK/)
    expect(() => insert("2, 'a', 'r', '{}', 0, NULL, NULL")).toThrow(/FOREIGN KEY/)
    insert("1, 'a', 'r', '{}', 0, NULL, NULL")
    db.close()
  })
})

describe('config-0003', () => {
  test('knows one ledger', () => {
    const db = open(configMigrations)
    const insert = db.prepare('INSERT INTO known_ledger (only_row, id, noted_at_ms) VALUES (?, ?, 0)')
    insert.run(1, 'a')
    expect(() => insert.run(2, 'b')).toThrow(/CHECK/)
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
