import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ClientId, NanoUsd } from '../../gateway/contract/units.ts'
import { type Ledger, openLedger } from '../../gateway/ledger.ts'
import type { WritableDb } from '../../gateway/storage/database.ts'
import { openLedgerDb } from '../../gateway/storage/databases.ts'
import { openLedgerJournal } from '../../gateway/storage/ledger-journal.ts'
import { holdRequest, settlement } from '../support/ledger-records.ts'
import { temporaryHome } from '../support/temporary-home.ts'

const log = pino({ level: 'silent' })
const day = 86_400_000

describe('the ledger', () => {
  let home: string
  let nowMs: number
  let db: WritableDb
  let ledger: Ledger

  function open(): void {
    db = openLedgerDb(home)
    ledger = openLedger({ journal: openLedgerJournal(db), now: () => nowMs, nameOf: ({ id }) => id, log })
  }

  function rows(sql: string): readonly unknown[] {
    return db.prepare(sql).all()
  }

  beforeEach(() => {
    home = temporaryHome()
    nowMs = Date.parse('2026-11-23T12:00:00Z')
    open()
  })

  afterEach(() => {
    if (db.open) ledger.close()
    rmSync(home, { recursive: true, force: true })
  })

  test('a hold is in the journal when its promise resolves, and its settlement replaces it', async () => {
    const hold = await ledger.reserve(holdRequest())
    expect(rows('SELECT request_id, amount_nano_usd FROM holds')).toEqual([
      { request_id: hold.requestId, amount_nano_usd: 100 },
    ])
    ledger.settle(hold, settlement(42n))
    await expect
      .poll(() => rows('SELECT request_id, cost_nano_usd FROM entries'))
      .toEqual([{ request_id: hold.requestId, cost_nano_usd: 42 }])
    expect(rows('SELECT * FROM holds')).toEqual([])
  })

  test('settling twice charges once', async () => {
    ledger.setBudget(dayBudget(1000n))
    const hold = await ledger.reserve(holdRequest())
    ledger.settle(hold, settlement(42n))
    ledger.settle(hold, settlement(42n))
    expect(ledger.balances()[0]).toMatchObject({ settled: 42n, held: 0n })
    ledger.close()
    open()
    expect(ledger.balances()[0]).toMatchObject({ settled: 42n, held: 0n })
  })

  test('of 200 at once against a budget for 37, exactly 37 pass', async () => {
    ledger.setBudget(dayBudget(3799n))
    const results = await Promise.allSettled(Array.from({ length: 200 }, () => ledger.reserve(holdRequest())))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(37)
    expect(ledger.balances()[0]).toMatchObject({ held: 3700n })
  })

  test('a refusal names the budget, what was asked, what is left and the reset instant', async () => {
    const { id } = ledger.setBudget({ ...dayBudget(60n), zone: 'Europe/Berlin' })
    await expect(ledger.reserve(holdRequest())).rejects.toMatchObject({
      code: 'budget_exceeded',
      detail: {
        budget: id,
        asked: '0.0000001 USD',
        left: '0.00000006 USD',
        limit: '0.00000006 USD',
        resetsAt: '2026-11-24T00:00:00+01:00[Europe/Berlin]',
        retryAfterSeconds: 11 * 3600,
      },
    })
    expect(rows('SELECT * FROM holds')).toEqual([])
  })

  test('a model without a price is refused by a budget in money and named', async () => {
    ledger.setBudget(dayBudget(1000n))
    await expect(ledger.reserve(holdRequest({ amount: undefined }))).rejects.toMatchObject({
      code: 'price_unknown',
    })
  })

  test('a full disk refuses the turn, holds nothing, and loses no settlement', async () => {
    ledger.setBudget(dayBudget(10_000n))
    const before = await ledger.reserve(holdRequest())
    db.pragma('max_page_count = 1') // SQLite raises it to what is in use: from here on nothing can grow
    ledger.settle(before, settlement(42n))
    const large = ledger.reserve(holdRequest({ model: 'x'.repeat(100_000) }))
    await expect(large).rejects.toMatchObject({ code: 'ledger_unavailable', cause: { code: 'SQLITE_FULL' } })
    expect(ledger.balances()[0]).toMatchObject({ held: 0n, settled: 42n })
    expect(ledger.uncommittedSettlements).toBe(1)
    db.pragma('max_page_count = 1000000')
    await expect.poll(() => rows('SELECT cost_nano_usd FROM entries')).toEqual([{ cost_nano_usd: 42 }])
    expect(ledger.uncommittedSettlements).toBe(0)
  })

  test('what a crash left open is settled as estimated at the next start, once, and reported', async () => {
    ledger.setBudget(dayBudget(1000n))
    const crashed = await ledger.reserve(holdRequest({ amount: 70n as NanoUsd }))
    db.close() // no settlement, no clean close
    open()
    expect(ledger.recovered).toMatchObject([
      { hold: { requestId: crashed.requestId }, certainty: 'estimated', cost: 70n },
    ])
    expect(ledger.balances()[0]).toMatchObject({ settled: 70n, held: 0n })
    ledger.close()
    open()
    expect(ledger.recovered).toEqual([])
    expect(ledger.balances()[0]).toMatchObject({ settled: 70n, held: 0n })
  })

  test('a clock set back grants nothing and is told', async () => {
    ledger.setBudget(dayBudget(100n))
    await ledger.reserve(holdRequest())
    nowMs -= 3 * day
    await expect(ledger.reserve(holdRequest())).rejects.toMatchObject({ code: 'budget_exceeded' })
    expect(ledger.clock.isSetBack).toBe(true)
    ledger.close()
    open() // still set back after a restart
    await expect(ledger.reserve(holdRequest())).rejects.toMatchObject({ code: 'budget_exceeded' })
  })

  test('the next window starts empty', async () => {
    ledger.setBudget(dayBudget(100n))
    ledger.settle(await ledger.reserve(holdRequest()), settlement(100n))
    await expect(ledger.reserve(holdRequest())).rejects.toMatchObject({ code: 'budget_exceeded' })
    nowMs += day
    await expect(ledger.reserve(holdRequest())).resolves.toBeDefined()
  })

  test('setting a budget again changes its limit and keeps what is spent', async () => {
    const first = ledger.setBudget(dayBudget(100n))
    ledger.settle(await ledger.reserve(holdRequest()), settlement(60n))
    const second = ledger.setBudget(dayBudget(500n))
    expect(second.id).toBe(first.id)
    expect(ledger.balances()).toMatchObject([{ settled: 60n, budget: { limit: 500n } }])
  })

  test('a budget set later counts what its window has already cost, for its client alone', async () => {
    const mine = 'cli_mine' as ClientId
    ledger.settle(await ledger.reserve(holdRequest({ clientId: mine })), settlement(60n, 7))
    ledger.settle(await ledger.reserve(holdRequest()), settlement(5n))
    ledger.settle(await ledger.reserve(holdRequest({ clientId: mine, sandbox: true })), settlement(900n))
    ledger.setBudget({ ...dayBudget(100n), clientId: mine })
    ledger.setBudget({ ...dayBudget(100n), clientId: mine, unit: 'tokens' })
    expect(ledger.balances()).toMatchObject([{ settled: 60n }, { settled: 7n }])
  })

  test('amounts beyond the safe integers of JavaScript survive the journal', async () => {
    const amount = 9_007_199_254_740_993n as NanoUsd
    const hold = await ledger.reserve(holdRequest({ amount }))
    ledger.settle(hold, settlement(amount))
    ledger.close()
    open()
    ledger.setBudget(dayBudget(2n ** 62n))
    expect(ledger.balances()[0]).toMatchObject({ settled: amount })
  })

  test('a removed budget refuses nothing, now and after a restart', async () => {
    const { id } = ledger.setBudget(dayBudget(0n))
    expect(ledger.removeBudget(id)).toBe(true)
    expect(ledger.removeBudget(id)).toBe(false)
    await expect(ledger.reserve(holdRequest())).resolves.toBeDefined()
    expect(existsSync(join(home, 'ledger.db'))).toBe(true)
  })
})

function dayBudget(limit: bigint) {
  return { clientId: undefined, window: 'day', zone: 'UTC', unit: 'usd', limit } as const
}
