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
const request = (db: WritableDb, id: string) =>
  db
    .prepare(`
      INSERT INTO requests (request_id, started_at_ms, format, path, provider_id, model, route, streaming, sandbox,
                            outcome, status, certainty, cost_nano_usd, request_bytes, response_bytes, duration_ms)
      VALUES (?, 0, 'openai-chat', '/', 'p', 'm', 'p/m', 0, 0, 'completed', 200, 'exact', 7, 0, 0, 9)`)
    .run(id)

describe('log-0011', () => {
  test('tells what had no price from what was over a budget', () => {
    const old = rig.open(logMigrations.filter(({ version }) => version < 11))
    for (const code of ['price_unknown', 'budget_exhausted', 'request_unbounded']) {
      request(old, code)
      old
        .prepare("UPDATE requests SET outcome = 'over-budget', error_code = ? WHERE request_id = ?")
        .run(code, code)
    }
    old.close()
    rig.open(logMigrations).close()
    const reader = openReadonly(rig.path)
    const queries = openLogQueries(reader)
    expect(
      ['price_unknown', 'budget_exhausted', 'request_unbounded'].map(id => queries.find(id)?.outcome),
    ).toEqual(['no-price', 'over-budget', 'over-budget'])
    expect(queries.list({ offset: 0, limit: 9, outcomes: ['no-price'] }).total).toBe(1)
    reader.close()
  })
})

describe('log-0012', () => {
  test('lets requests keep why they failed and at which budgets, and old rows have nothing of it', () => {
    const old = rig.open(logMigrations.filter(({ version }) => version < 12))
    request(old, 'old')
    old.close()
    const db = rig.open(logMigrations)
    request(db, 'new')
    db.exec(`UPDATE requests SET failure = '{"type":"other","message":"No."}',
      budgets = '[{"id":"b","name":"all/day","verdict":"counted"}]' WHERE request_id = 'new'`)
    db.close()
    const reader = openReadonly(rig.path)
    const queries = openLogQueries(reader)
    expect(queries.find('old')).toMatchObject({ failure: null, budgets: [] })
    expect(queries.find('new')).toMatchObject({
      failure: { type: 'other', message: 'No.' },
      budgets: [{ id: 'b', name: 'all/day', verdict: 'counted' }],
    })
    reader.close()
  })
})

describe('log-0013', () => {
  test('says of old rows which budgets refused them by their limits', () => {
    const old = rig.open(logMigrations.filter(({ version }) => version < 13))
    const put = (id: string, budgets: unknown, failure: unknown = null) => {
      request(old, id)
      old
        .prepare('UPDATE requests SET budgets = ?, failure = ? WHERE request_id = ?')
        .run(budgets === null ? null : JSON.stringify(budgets), failure && JSON.stringify(failure), id)
    }
    const budget = (id: string, verdict: string) => ({ id, name: `${id}/day`, verdict })
    put('none', null)
    put('counted', [budget('bud_1', 'counted'), budget('bud_2', 'passed')])
    put('refused', [budget('bud_1', 'refused')], { type: 'budget', budgetId: 'bud_1' })
    put('twice', [budget('bud_1', 'refused'), budget('bud_2', 'would-refuse'), budget('bud_3', 'counted')])
    put('unpriced', [budget('bud_1', 'refused'), budget('bud_2', 'refused')], {
      type: 'no-price',
      budgetId: 'bud_2',
    })
    put('unbounded', [budget('bud_1', 'refused')], { type: 'unbounded', budgetId: 'bud_1' })
    old.close()
    const db = rig.open(logMigrations)
    expect(db.prepare('SELECT request_id, refused_by FROM requests ORDER BY sequence').raw().all()).toEqual([
      ['none', null],
      ['counted', null],
      ['refused', ' bud_1 '],
      ['twice', ' bud_1 bud_2 '],
      ['unpriced', ' bud_1 '],
      ['unbounded', null],
    ])
    db.close()
  })
})
