import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openReadonly, type WritableDb } from '../../../gateway/storage/database.ts'
import { logMigrations } from '../../../gateway/storage/databases.ts'
import { openLogQueries } from '../../../gateway/storage/log-queries.ts'
import { type MigrationRig, openMigrationRig } from '../../support/migration-rig.ts'

let rig: MigrationRig
beforeEach(() => {
  rig = openMigrationRig()
})
afterEach(() => rig[Symbol.dispose]())

describe('log-0001', () => {
  test('makes its table from nothing and never gives a sequence number twice', () => {
    const db = rig.open(logMigrations.slice(0, 1))
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
    const old = rig.open(logMigrations.slice(0, 1))
    old.exec(`
      INSERT INTO requests (request_id, started_at_ms, format, path, streaming, sandbox, outcome, status, certainty,
                            request_bytes, response_bytes, duration_ms)
      VALUES ('a', 0, 'f', '/', 0, 0, 'completed', 200, 'exact', 0, 0, 0)`)
    old.close()
    const db = rig.open(logMigrations.slice(0, 2))
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
    const old = rig.open(before())
    insert(old, 'prefixed', 'open/gpt-4o', 'open/gpt-4o')
    insert(old, 'bare', 'open/gpt-4o', 'gpt-4o')
    insert(old, 'slashed', 'router/meta/llama', 'meta/llama')
    insert(old, 'nowhere', null, 'open/gpt-5')
    insert(old, 'unread', null, null)
    old.close()
    const db = rig.open(logMigrations.filter(({ version }) => version <= 3))
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
    const db = rig.open(logMigrations)
    insert(db, 'a', null, null)
    expect(() => db.exec("UPDATE requests SET purpose = 'fun'")).toThrow(/CHECK/)
    db.close()
  })
})

const request = (db: WritableDb, id: string) =>
  db
    .prepare(`
      INSERT INTO requests (request_id, started_at_ms, format, path, provider_id, model, route, streaming, sandbox,
                            outcome, status, certainty, cost_nano_usd, request_bytes, response_bytes, duration_ms)
      VALUES (?, 0, 'openai-chat', '/', 'p', 'm', 'p/m', 0, 0, 'completed', 200, 'exact', 7, 0, 0, 9)`)
    .run(id)
const attempt = (db: WritableDb, sequence: number, number: number, state = 'complete') =>
  db
    .prepare(`
      INSERT INTO attempts (sequence, number, provider_id, model, format, state, certainty)
      VALUES (?, ?, 'p', 'm', 'openai-chat', ?, 'exact')`)
    .run(sequence, number, state)

describe('log-0004', () => {
  test('keeps the rows there are, which have no attempts and are read as before', () => {
    const old = rig.open(logMigrations.filter(({ version }) => version < 4))
    request(old, 'old')
    old.close()
    const db = rig.open(logMigrations)
    const reader = openReadonly(rig.path)
    expect(openLogQueries(reader).find('old')).toMatchObject({
      requestId: 'old',
      route: 'p/m',
      costNanoUsd: '7',
      durationMs: 9,
      attempts: [],
    })
    reader.close()
    db.close()
  })

  test('takes each attempt of a request that is there once, in a state that there is', () => {
    const db = rig.open(logMigrations)
    request(db, 'a')
    attempt(db, 1, 1, 'refused')
    attempt(db, 1, 2)
    expect(() => attempt(db, 1, 2)).toThrow(/UNIQUE/)
    expect(() => attempt(db, 1, 0)).toThrow(/CHECK/)
    expect(() => attempt(db, 1, 3, 'fine')).toThrow(/CHECK/)
    expect(() => attempt(db, 2, 1)).toThrow(/FOREIGN KEY/)
    db.exec('DELETE FROM requests')
    expect(db.prepare('SELECT count(*) FROM attempts').pluck().get()).toBe(0)
    db.close()
  })
})

describe('log-0005', () => {
  test('moves the only attempt of a request into its row, and reads it as before', () => {
    const old = rig.open(logMigrations.filter(({ version }) => version < 5))
    request(old, 'one')
    request(old, 'two')
    old
      .prepare(`
        INSERT INTO attempts (sequence, number, provider_id, model, format, state, certainty, ended_ms)
        VALUES (1, 1, 'p', 'm', 'openai-chat', 'left', 'exact', 8.5)`)
      .run()
    attempt(old, 2, 1, 'refused')
    attempt(old, 2, 2)
    old.close()
    rig.open(logMigrations).close()
    const reader = openReadonly(rig.path)
    const queries = openLogQueries(reader)
    expect(queries.find('one')?.attempts).toMatchObject([
      {
        number: 1,
        providerId: 'p',
        model: 'm',
        format: 'openai-chat',
        state: 'left',
        timing: { endedMs: 8.5 },
      },
    ])
    expect(queries.find('two')?.attempts.map(({ state }) => state)).toEqual(['refused', 'complete'])
    expect(reader.prepare('SELECT DISTINCT sequence FROM attempts').pluck().all()).toEqual([2])
    reader.close()
  })
})

describe('log-0006', () => {
  test('lets translated requests keep their receipt, and old rows have none', () => {
    const old = rig.open(logMigrations.filter(({ version }) => version < 6))
    request(old, 'old')
    old.close()
    rig.open(logMigrations).close()
    const reader = openReadonly(rig.path)
    expect(openLogQueries(reader).find('old')?.receipt).toBeNull()
    reader.close()
  })
})

describe('log-0007', () => {
  test('lets requests keep how they came to their answer, and old rows have none', () => {
    const old = rig.open(logMigrations.filter(({ version }) => version < 7))
    request(old, 'old')
    old.close()
    rig.open(logMigrations).close()
    const reader = openReadonly(rig.path)
    expect(openLogQueries(reader).find('old')?.trace).toBeNull()
    reader.close()
  })
})

describe('log-0008', () => {
  test('lets attempts name their key, and those that are there have none', () => {
    const old = rig.open(logMigrations.filter(({ version }) => version < 8))
    request(old, 'old')
    old.exec(
      "UPDATE requests SET attempt_format = 'f', attempt_state = 'complete', provider_id = 'p', model = 'm'",
    )
    old.close()
    const db = rig.open(logMigrations)
    request(db, 'new')
    db.exec(`UPDATE requests SET attempt_format = 'f', attempt_state = 'complete', provider_id = 'p', model = 'm',
      attempt_key_name = 'second' WHERE request_id = 'new'`)
    db.close()
    const reader = openReadonly(rig.path)
    const queries = openLogQueries(reader)
    expect(['old', 'new'].map(id => queries.find(id)?.attempts[0]?.keyName)).toEqual([null, 'second'])
    reader.close()
  })
})

describe('log-0009', () => {
  test('lets requests keep what the cache did, and old rows have nothing of it', () => {
    const old = rig.open(logMigrations.filter(({ version }) => version < 9))
    request(old, 'old')
    old.close()
    const db = rig.open(logMigrations)
    request(db, 'new')
    db.exec(`UPDATE requests SET cache_outcome = 'exact', cache = '{"outcome":"exact","reason":"the same request"}'
      WHERE request_id = 'new'`)
    db.close()
    const reader = openReadonly(rig.path)
    const queries = openLogQueries(reader)
    expect(queries.find('old')).toMatchObject({ cacheOutcome: null, cache: null })
    expect(queries.find('new')).toMatchObject({
      cacheOutcome: 'exact',
      cache: { outcome: 'exact', reason: 'the same request' },
    })
    reader.close()
  })
})

describe('log-0010', () => {
  test('lets requests keep whose they were, and old rows have nothing of it', () => {
    const old = rig.open(logMigrations.filter(({ version }) => version < 10))
    request(old, 'old')
    old.close()
    const db = rig.open(logMigrations)
    request(db, 'new')
    db.exec(
      `UPDATE requests SET person_id = 'ada', team_id = 'lab', project = 'paper' WHERE request_id = 'new'`,
    )
    db.close()
    const reader = openReadonly(rig.path)
    const queries = openLogQueries(reader)
    expect(queries.find('old')).toMatchObject({ personId: null, teamId: null, project: null })
    expect(queries.find('new')).toMatchObject({ personId: 'ada', teamId: 'lab', project: 'paper' })
    reader.close()
  })
})
