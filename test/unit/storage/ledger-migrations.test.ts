import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { ledgerMigrations } from '../../../gateway/storage/databases.ts'
import { openLedgerJournal } from '../../../gateway/storage/ledger-journal.ts'
import { type MigrationRig, openMigrationRig, tablesOf } from '../../support/migration-rig.ts'

let rig: MigrationRig
beforeEach(() => {
  rig = openMigrationRig()
})
afterEach(() => rig[Symbol.dispose]())

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
    const db = rig.open(ledgerMigrations.slice(0, 1))
    expect(tablesOf(db)).toEqual(['budgets', 'entries', 'holds', 'token_ratios'])
    db.close()
  })

  test('takes unknown costs, and a negative amount only as a correction of what is there', () => {
    const db = rig.open(ledgerMigrations.slice(0, 1))
    db.exec(entry('a', 1, null))
    expect(() => db.exec(entry('b', -1, 5))).toThrow(/CHECK/)
    expect(() => db.exec(entry('c', 1, -5))).toThrow(/CHECK/)
    expect(() => db.exec(entry('c', 1, -5, 99))).toThrow(/FOREIGN KEY/)
    db.exec(entry('c', 1, -5, 1))
    db.close()
  })

  test('takes budgets that are whole, of every kind', () => {
    const db = rig.open(ledgerMigrations.slice(0, 1))
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
    const before = rig.open(ledgerMigrations.slice(0, 1))
    const columns = `request_id, client_id, provider_id, model, sandbox, tools, reasoning, certainty, held_input_tokens,
      held_output_tokens, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, audio_input_tokens,
      output_tokens, audio_output_tokens, charged_nano_usd, opened_at_ms, settled_at_ms`
    const values = "'c', 'p', 'm', 0, 0, 0, 'exact', 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, 0, 0"
    before.exec(`INSERT INTO entries (${columns}) VALUES ('old', ${values})`)
    before.close()
    const db = rig.open(ledgerMigrations.slice(0, 2))
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

describe('ledger-0003', () => {
  test('gives every ledger an identity of its own, and those that were there before too', () => {
    const read = (db: WritableDb) => db.prepare('SELECT id FROM ledger_identity').pluck().all()
    rig.open(ledgerMigrations.filter(({ version }) => version < 3)).close()
    const db = rig.open(ledgerMigrations)
    const [id] = read(db)
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    db.close()
    const again = rig.open(ledgerMigrations)
    expect(read(again)).toEqual([id])
    again.close()
    rmSync(rig.path)
    const other = rig.open(ledgerMigrations)
    expect(read(other)).not.toEqual([id])
    other.close()
  })

  test('keeps what was there, and finds its corrections by their index', () => {
    const before = rig.open(ledgerMigrations.filter(({ version }) => version < 3))
    before.exec(entry('a', 1, 5))
    before.exec(entry('a', 0, 3, 1))
    before.close()
    const db = rig.open(ledgerMigrations)
    expect(db.prepare('SELECT corrects, cost_nano_usd FROM entries').raw().all()).toEqual([
      [null, 5],
      [1, 3],
    ])
    const plan = db.prepare('EXPLAIN QUERY PLAN SELECT 1 FROM entries WHERE corrects = 1').raw().all()
    expect(String(plan)).toContain('entries_corrects')
    db.close()
  })

  test('a repair has who made it, and none is made of nothing', () => {
    const db = rig.open(ledgerMigrations)
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

describe('ledger-0004', () => {
  test('makes its table, of paces that are none of nothing', () => {
    const db = rig.open(ledgerMigrations.filter(({ version }) => version <= 4))
    const insert = db.prepare('INSERT INTO model_paces VALUES (?, ?, ?, ?, 0, 0)')
    insert.run('p', 'm', 10, 1)
    expect(() => insert.run('p', 'm', 10, 1)).toThrow(/UNIQUE/)
    expect(() => insert.run('p', 'other', 10, 0)).toThrow(/CHECK/)
    db.close()
  })
})

describe('ledger-0005', () => {
  const hold = (id: number, columns = '', values = '') =>
    `INSERT INTO holds (hold, request_id, client_id, provider_id, model, format, sandbox, tools, reasoning, input_tokens,
       output_tokens, opened_at_ms ${columns})
     VALUES (${id}, 'a', 'c', 'p', 'm', 'openai-chat', 0, 0, 0, 10, 20, 0 ${values})`

  test('reads what was there as first attempts, priced as plain tokens', () => {
    const before = rig.open(ledgerMigrations.filter(({ version }) => version < 5))
    before.exec(hold(1))
    before.exec(entry('a', 1, 5))
    before.exec(entry('a', 0, 3, 1))
    before.close()
    const db = rig.open(ledgerMigrations)
    expect(db.prepare('SELECT attempt FROM entries').pluck().all()).toEqual([1, 1])
    expect(openLedgerJournal(db).openHolds()).toMatchObject([
      { attempt: 1, inputTokens: 10, outputTokens: 20, bill: undefined },
    ])
    db.close()
  })

  test('takes a number from 1, and a bill that is one', () => {
    const db = rig.open(ledgerMigrations)
    db.exec(hold(1, ', attempt, service_tier, bill', `, 2, 'flex', '{}'`))
    expect(() => db.exec(hold(2, ', attempt', ', 0'))).toThrow(/CHECK/)
    expect(() => db.exec(hold(2, ', bill', `, '{'`))).toThrow(/CHECK/)
    db.close()
  })
})

describe('ledger-0006', () => {
  test('keeps budgets, which have refused nothing yet, and takes alerts of three marks', () => {
    const before = rig.open(ledgerMigrations.filter(({ version }) => version < 6))
    before.exec(`INSERT INTO budgets (id, scope_kind, kind, unit, limit_amount, mode, strict, at_cap, created_at_ms)
      VALUES ('bud_1', 'all', 'concurrency', 'requests', 4, 'hard', 0, 'finish', 0)`)
    before.close()
    const db = rig.open(ledgerMigrations)
    const journal = openLedgerJournal(db)
    expect(journal.budgets()).toMatchObject([{ id: 'bud_1' }])
    expect(journal.refused('bud_1')).toBeUndefined()
    journal.putRefusals([{ budgetId: 'bud_1', refused: 3, sinceMs: 7 }])
    expect(journal.refused('bud_1')).toEqual({ refused: 3, sinceMs: 7 })
    const alert = (percent: number) =>
      db.exec(`INSERT INTO budget_alerts VALUES (NULL, 'bud_1', 'all/day', 'All clients', ${percent}, 0)`)
    alert(80)
    expect(() => alert(81)).toThrow(/CHECK/)
    db.close()
  })
})
