import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ClientId } from '../../../gateway/contract/units.ts'
import { holdRequest, holdRequestOf, settlement } from '../../support/ledger-records.ts'
import { dayBudget, type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

const day = 86_400_000

let rig: LedgerRig

beforeEach(() => {
  rig = openLedgerRig()
})

afterEach(() => rig.close())

test('a hold is in the journal when its promise resolves, and its settlement replaces it', async () => {
  const hold = await rig.ledger.reserve(holdRequest())
  expect(rig.rows('SELECT request_id, amount_nano_usd FROM holds')).toEqual([
    { request_id: hold.requestId, amount_nano_usd: 100 },
  ])
  rig.ledger.settle(hold, settlement(42n))
  await expect
    .poll(() => rig.rows('SELECT request_id, cost_nano_usd FROM entries'))
    .toEqual([{ request_id: hold.requestId, cost_nano_usd: 42 }])
  expect(rig.rows('SELECT * FROM holds')).toEqual([])
})

test('settling twice charges once', async () => {
  rig.ledger.setBudget(dayBudget(1000n))
  const hold = await rig.ledger.reserve(holdRequest())
  rig.ledger.settle(hold, settlement(42n))
  rig.ledger.settle(hold, settlement(42n))
  expect(rig.balance()).toMatchObject({ settled: 42n, held: 0n })
  rig.restart()
  expect(rig.balance()).toMatchObject({ settled: 42n, held: 0n })
})

test('of 200 at once against a budget for 37, exactly 37 pass', async () => {
  rig.ledger.setBudget(dayBudget(3799n))
  const results = await Promise.allSettled(
    Array.from({ length: 200 }, () => rig.ledger.reserve(holdRequest())),
  )
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(37)
  expect(rig.balance()).toMatchObject({ held: 3700n })
})

test('a refusal names the budget, what was asked, what is left and the reset instant', async () => {
  const { id } = rig.ledger.setBudget(dayBudget(160n, { zone: 'Europe/Berlin' }))
  const running = await rig.ledger.reserve(holdRequest())
  rig.ledger.settle(running, settlement(100n))
  await expect(rig.ledger.reserve(holdRequest())).rejects.toMatchObject({
    code: 'budget_exhausted',
    message: `The budget "Budget ${id}" has $0.00000006 left of $0.00000016, and this request asks for $0.0000001 (90 tokens of answer are set aside). It resets on Tue, Nov 24 2026, 00:00 Europe/Berlin. Raise the budget, wait until then, or ask for less: a cheaper model, a shorter prompt or a max_tokens in the request.`,
    detail: { resetsAtMs: Date.parse('2026-11-24T00:00:00+01:00'), retryAfterSeconds: null },
  })
  rig.restart()
  expect(rig.rows('SELECT request_id FROM holds')).toEqual([])
})

test('a request that no window has room for is told so', async () => {
  rig.ledger.setBudget(dayBudget(60n))
  await expect(rig.ledger.reserve(holdRequest())).rejects.toMatchObject({
    code: 'budget_too_small',
    message: expect.stringMatching(
      /^This request can never pass: it asks for \$0\.0000001 \(90 tokens of answer are set aside\), and the limit of .* is \$0\.00000006\. /,
    ),
    detail: { resetsAtMs: null, retryAfterSeconds: null },
  })
})

test('a model without a price is refused by a budget in money and named', async () => {
  rig.ledger.setBudget(dayBudget(1000n))
  await expect(rig.ledger.reserve(holdRequestOf(null))).rejects.toMatchObject({
    code: 'price_unknown',
  })
})

test('a full disk refuses the turn, holds nothing, and loses no settlement', async () => {
  rig.ledger.setBudget(dayBudget(10_000n))
  const before = await rig.ledger.reserve(holdRequest())
  rig.db.pragma('max_page_count = 1') // SQLite raises it to what is in use: from here on nothing can grow
  rig.ledger.settle(before, settlement(42n))
  const large = rig.ledger.reserve(holdRequest({ model: 'x'.repeat(100_000) }))
  await expect(large).rejects.toMatchObject({ code: 'ledger_unavailable', cause: { code: 'SQLITE_FULL' } })
  expect(rig.balance()).toMatchObject({ held: 0n, settled: 42n })
  expect(rig.ledger.uncommittedSettlements).toBe(1)
  rig.db.pragma('max_page_count = 1000000')
  await expect.poll(() => rig.rows('SELECT cost_nano_usd FROM entries')).toEqual([{ cost_nano_usd: 42 }])
  expect(rig.ledger.uncommittedSettlements).toBe(0)
})

test('no budget is set while settlements cannot be written: it would not know of them', async () => {
  const { id } = rig.ledger.setBudget(dayBudget(10_000n))
  const large = await rig.ledger.reserve(holdRequest())
  rig.db.pragma('max_page_count = 1')
  rig.ledger.settle({ ...large, model: 'x'.repeat(100_000) }, settlement(42n))
  expect(() => rig.ledger.setBudget(dayBudget(500n))).toThrow(
    expect.objectContaining({ code: 'ledger_unavailable' }),
  )
  expect(rig.ledger.balances()).toMatchObject([{ budget: { id, rule: { limit: 10_000n } } }])
  expect(rig.balance()).toEqual({ settled: 42n, held: 0n })
  rig.db.pragma('max_page_count = 1000000')
  rig.ledger.setBudget(dayBudget(500n))
  expect(rig.balance()).toEqual({ settled: 42n, held: 0n })
})

test('what a crash left open is settled as estimated at the next start, once, and reported', async () => {
  rig.ledger.setBudget(dayBudget(1000n))
  const crashed = await rig.ledger.reserve(holdRequestOf(70n))
  rig.crash()
  expect(rig.ledger.recovered).toMatchObject([
    { hold: { requestId: crashed.requestId }, certainty: 'estimated', cost: 70n },
  ])
  expect(rig.balance()).toMatchObject({ settled: 70n, held: 0n })
  rig.restart()
  expect(rig.ledger.recovered).toEqual([])
  expect(rig.balance()).toMatchObject({ settled: 70n, held: 0n })
})

test('a clock set back grants nothing and is told', async () => {
  rig.ledger.setBudget(dayBudget(100n))
  await rig.ledger.reserve(holdRequest())
  rig.time.nowMs -= 3 * day
  await expect(rig.ledger.reserve(holdRequest())).rejects.toMatchObject({ code: 'budget_exceeded' })
  expect(rig.ledger.clock.aheadMs).toBeGreaterThan(0)
  rig.restart() // still set back
  await expect(rig.ledger.reserve(holdRequest())).rejects.toMatchObject({ code: 'budget_exhausted' })
})

test('the next window starts empty', async () => {
  rig.ledger.setBudget(dayBudget(100n))
  rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(100n))
  await expect(rig.ledger.reserve(holdRequest())).rejects.toMatchObject({ code: 'budget_exhausted' })
  rig.time.nowMs += day
  await expect(rig.ledger.reserve(holdRequest())).resolves.toBeDefined()
})

test('setting a budget again changes its limit and keeps what is spent', async () => {
  const first = rig.ledger.setBudget(dayBudget(100n))
  rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(60n))
  const second = rig.ledger.setBudget(dayBudget(500n))
  expect(second.id).toBe(first.id)
  expect(rig.balance()).toMatchObject({ settled: 60n })
  expect(rig.ledger.balances()).toMatchObject([{ budget: { rule: { limit: 500n } } }])
})

test('a budget set later counts what its window has already cost, for its client alone', async () => {
  const mine = 'cli_mine' as ClientId
  rig.ledger.settle(await rig.ledger.reserve(holdRequest({ clientId: mine })), settlement(60n, 7))
  rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(5n))
  rig.ledger.settle(
    await rig.ledger.reserve(holdRequest({ clientId: mine, sandbox: true })),
    settlement(900n),
  )
  const scope = { kind: 'client', id: mine } as const
  rig.ledger.setBudget({ ...dayBudget(100n), scope })
  rig.ledger.setBudget({ ...dayBudget(100n, { unit: 'tokens' }), scope })
  expect(
    rig.ledger
      .balances()
      .map(({ gauge }) => gauge.settled)
      .sort(),
  ).toEqual([60n, 7n].sort())
})

test('amounts beyond the safe integers of JavaScript survive the journal', async () => {
  const amount = 9_007_199_254_740_993n
  const hold = await rig.ledger.reserve(holdRequestOf(amount))
  rig.ledger.settle(hold, settlement(amount))
  rig.restart()
  rig.ledger.setBudget(dayBudget(2n ** 62n))
  expect(rig.balance()).toMatchObject({ settled: amount })
})

test('a removed budget refuses nothing, now and after a restart', async () => {
  const { id } = rig.ledger.setBudget(dayBudget(0n))
  expect(rig.ledger.removeBudget(id)).toBe(true)
  expect(rig.ledger.removeBudget(id)).toBe(false)
  await expect(rig.ledger.reserve(holdRequest())).resolves.toBeDefined()
  rig.restart()
  expect(rig.ledger.balances()).toEqual([])
})
