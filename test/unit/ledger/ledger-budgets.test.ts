import { afterEach, beforeEach, expect, test } from 'vitest'
import { standardTerms } from '../../../gateway/pricing/bill.ts'
import { ask, holdRequest, holdRequestOf, settlement } from '../../support/ledger-records.ts'
import { dayBudget, type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

const day = 86_400_000

let rig: LedgerRig

beforeEach(() => {
  rig = openLedgerRig()
})

afterEach(() => rig.close())

test('a strict budget holds the worst case, and any other what such requests usually take', async () => {
  const request = () => holdRequest({ usual: ask(10n, 5), worst: () => ask(100n, 90) })
  rig.ledger.setBudget(dayBudget(1000n))
  expect(await rig.ledger.reserve(request())).toMatchObject({ amount: 10n, outputTokens: 5 })
  rig.ledger.setBudget({ ...dayBudget(1000n), strict: true })
  expect(await rig.ledger.reserve(request())).toMatchObject({ amount: 100n, outputTokens: 90 })
  expect(rig.balance()).toMatchObject({ held: 110n })
})

test('a strict budget refuses what has no bound in its own unit, and says why; any other holds the usual', async () => {
  const unbounded = { tokens: ['Send it.'], money: ['Send it.', 'Price it.'] }
  const request = (found = unbounded) =>
    holdRequest({ usual: ask(10n, 5), worst: () => ({ ...ask(100n, 90), unbounded: found }) })
  const priced = { tokens: [], money: ['Price it.'] }
  rig.ledger.setBudget(dayBudget(1000n))
  expect(await rig.ledger.reserve(request())).toMatchObject({ amount: 10n })
  const { id } = rig.ledger.setBudget({ ...dayBudget(1_000n, { unit: 'tokens' }), strict: true })
  await expect(rig.ledger.reserve(request())).rejects.toMatchObject({
    code: 'request_unbounded',
    message: expect.stringMatching(/is strict, .*: Send it\.$/),
  })
  expect(rig.ledger.quote(request())).toMatchObject({ ask: { amount: 10n }, unbounded: { budget: { id } } })
  expect(await rig.ledger.reserve(request(priced))).toMatchObject({ amount: 100n, outputTokens: 90 })
  rig.ledger.setBudget({ ...dayBudget(1000n), strict: true })
  await expect(rig.ledger.reserve(request(priced))).rejects.toMatchObject({ code: 'request_unbounded' })
  rig.ledger.setBudget({ ...dayBudget(1000n), strict: true, mode: 'soft' })
  expect(await rig.ledger.reserve(request(priced))).not.toHaveProperty('unbounded')
})

test('a hold that grew is settled as what it grew to where a crash left it open', async () => {
  rig.ledger.setBudget(dayBudget(1000n))
  const hold = await rig.ledger.reserve(holdRequestOf(70n))
  const grown = rig.ledger.topUp(hold, ask(400n, 390))
  expect(grown).toMatchObject({ amount: 400n, outputTokens: 390 })
  await expect.poll(() => rig.rows('SELECT amount_nano_usd FROM holds')).toEqual([{ amount_nano_usd: 400 }])
  rig.crash()
  expect(rig.balance()).toEqual({ settled: 400n, held: 0n })
})

test('a bucket stands after a crash where it stood before', async () => {
  const rule = { kind: 'bucket', unit: 'tokens', limit: 1000n, refillPerSecond: 1 } as const
  rig.ledger.setBudget({ ...dayBudget(0n), rule })
  rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(1n, 300))
  await rig.ledger.reserve(holdRequest()) // commits the settlement too, and is left open
  rig.time.nowMs += 10_000
  rig.crash()
  expect(rig.ledger.balances()[0]?.gauge.left).toBe(1000n - 300n - 100n + 10n)
})

test('a bucket that is set again keeps what was taken of it, and fills at the new rate only from then on', async () => {
  const rule = { kind: 'bucket', unit: 'tokens', limit: 1000n, refillPerSecond: 0 } as const
  const left = () => rig.ledger.balances()[0]?.gauge.left
  rig.ledger.setBudget({ ...dayBudget(0n), rule })
  rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(1n, 300))
  const running = await rig.ledger.reserve(holdRequest())
  rig.time.nowMs += 100_000
  rig.ledger.setBudget({ ...dayBudget(0n), rule: { ...rule, limit: 1200n, refillPerSecond: 1 } })
  expect(left()).toBe(1200n - 300n - 100n)
  rig.time.nowMs += 10_000
  expect(left()).toBe(1200n - 300n - 100n + 10n)
  rig.ledger.settle(running, settlement(1n, 60))
  expect(left()).toBe(1200n - 300n - 60n + 10n)
})

test.each([true, false])(
  'a bucket that is full takes what exceeds a hold, whoever looked before: %s',
  async isWatched => {
    const rule = { kind: 'bucket', unit: 'tokens', limit: 1000n, refillPerSecond: 1 } as const
    rig.ledger.setBudget({ ...dayBudget(0n), rule })
    const running = await rig.ledger.reserve(holdRequest())
    rig.time.nowMs += 1_000_000
    if (isWatched) rig.ledger.balances()
    rig.ledger.settle(running, settlement(1n, 300))
    expect(rig.ledger.balances()[0]?.gauge.left).toBe(1000n - 200n)
  },
)

test('a bucket set while requests run still knows of them after a crash', async () => {
  const rule = { kind: 'bucket', unit: 'tokens', limit: 1000n, refillPerSecond: 0 } as const
  await rig.ledger.reserve(holdRequest())
  rig.ledger.setBudget({ ...dayBudget(0n), rule })
  rig.crash()
  expect(rig.ledger.balances()[0]?.gauge.left).toBe(900n)
})

test('a rolling span starts with what it has seen before, in its own order of time', async () => {
  const rule = { kind: 'rolling', hours: 5, unit: 'usd', limit: 1000n } as const
  for (let hours = 0; hours < 8; hours++) {
    rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(10n))
    rig.time.nowMs += 3_600_000
  }
  rig.ledger.setBudget({ ...dayBudget(0n), rule })
  const before = rig.ledger.balances()[0]?.gauge.settled
  expect(before).toBeGreaterThanOrEqual(40n)
  expect(before).toBeLessThanOrEqual(50n)
  rig.restart()
  expect(rig.ledger.balances()[0]?.gauge.settled).toBe(before)
})

test('a rolling span says after a restart too when there is room again', async () => {
  const rule = { kind: 'rolling', hours: 48, unit: 'usd', limit: 100n } as const
  rig.ledger.setBudget({ ...dayBudget(0n), rule })
  rig.time.nowMs += 195_042 // on no edge of a slice
  rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(3n))
  const before = rig.ledger.balances()[0]?.gauge.fitsAtMs(100n)
  rig.restart()
  expect(rig.ledger.balances()[0]?.gauge.fitsAtMs(100n)).toBe(before)
  await expect(rig.ledger.reserve(holdRequest())).rejects.toMatchObject({ code: 'budget_exhausted' })
})

test('requests that a shadow budget would have refused are counted, also after a restart', async () => {
  rig.ledger.setBudget({ ...dayBudget(150n), mode: 'shadow' })
  for (let request = 0; request < 3; request++) {
    rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(100n))
  }
  expect(rig.ledger.balances()).toMatchObject([{ wouldHaveRefused: 2 }])
  rig.restart()
  expect(rig.ledger.balances()).toMatchObject([{ wouldHaveRefused: 2 }])
})

test('a shadow stands beside the budget that it is compared with', () => {
  const hard = rig.ledger.setBudget(dayBudget(150n))
  const shadow = rig.ledger.setBudget({ ...dayBudget(100n), mode: 'shadow' })
  const soft = rig.ledger.setBudget({ ...dayBudget(100n), mode: 'soft' })
  expect(soft.id).toBe(hard.id)
  expect(shadow.id).not.toBe(hard.id)
})

test('a mark that is reached is told with the name of its budget', async () => {
  const { id } = rig.ledger.setBudget(dayBudget(100n))
  rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(85n))
  expect(rig.ledger.notices).toEqual([
    { budgetId: id, name: id, title: `Budget ${id}`, percent: 80, atMs: rig.time.nowMs },
  ])
})

test('asking what would happen holds nothing', async () => {
  rig.ledger.setBudget(dayBudget(150n))
  expect(rig.ledger.quote(holdRequest())).toMatchObject({
    refusal: undefined,
    balances: [{ wouldHaveRefused: 0 }],
  })
  await rig.ledger.reserve(holdRequest())
  expect(rig.ledger.quote(holdRequest())).toMatchObject({ refusal: { asked: 100n, left: 50n } })
  expect(rig.balance()).toEqual({ settled: 0n, held: 100n })
})

test('a clock that leaps far ahead is told; one that slept the weekend is not', () => {
  rig.time.nowMs += 3 * day
  expect(rig.ledger.clock.leaptMs).toBe(0)
  rig.time.nowMs += 400 * day
  expect(rig.ledger.clock.leaptMs).toBe(400 * day)
})

test('an entry says what was held for it', async () => {
  const hold = await rig.ledger.reserve(holdRequestOf(70n, { teamId: 'lab', project: 'x/y', tools: true }))
  rig.ledger.settle(hold, { ...settlement(42n, 7), terms: { ...standardTerms, serviceTier: 'flex' } })
  rig.restart()
  expect(
    rig.rows(`SELECT team_id, project, tools, reasoning, held_input_tokens, held_output_tokens, held_nano_usd,
                 output_tokens, service_tier, cost_nano_usd FROM entries`),
  ).toEqual([
    {
      team_id: 'lab',
      project: 'x/y',
      tools: 1,
      reasoning: 0,
      held_input_tokens: 10,
      held_output_tokens: 90,
      held_nano_usd: 70,
      output_tokens: 7,
      service_tier: 'flex',
      cost_nano_usd: 42,
    },
  ])
})

test('an entry says what was held at first, however much a stream grew it', async () => {
  const hold = await rig.ledger.reserve(holdRequestOf(70n))
  const grown = rig.ledger.topUp(hold, { ...hold, outputTokens: 1090 })
  rig.ledger.settle(grown, settlement(42n, 800))
  rig.restart()
  expect(rig.rows('SELECT first_output_tokens, held_output_tokens, output_tokens FROM entries')).toEqual([
    { first_output_tokens: 90, held_output_tokens: 1090, output_tokens: 800 },
  ])
})

test('a request whose cost is not known takes of a budget in money what was held for it', async () => {
  rig.ledger.setBudget(dayBudget(1000n))
  rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(undefined, 7))
  expect(rig.balance()).toEqual({ settled: 100n, held: 0n })
  rig.restart()
  expect(rig.balance()).toEqual({ settled: 100n, held: 0n })
})

test('budgets of one scope stand in the order in which they were set, however fast that was', () => {
  const limits = Array.from({ length: 12 }, (_, index) => BigInt(index + 1))
  for (const hours of limits) {
    const rule = { kind: 'rolling', hours: Number(hours), unit: 'usd', limit: hours } as const
    rig.ledger.setBudget({ ...dayBudget(1n), rule })
  }
  const order = () => rig.ledger.balances().map(({ budget }) => budget.rule.limit)
  expect(order()).toEqual(limits)
  rig.restart()
  expect(order()).toEqual(limits)
})

test('marks that were reached are there after a restart too, the newest first', async () => {
  const { id } = rig.ledger.setBudget(dayBudget(100n))
  for (const amount of [50n, 35n])
    rig.ledger.settle(await rig.ledger.reserve(holdRequestOf(1n)), settlement(amount))
  rig.ledger.removeBudget(id)
  rig.restart()
  expect(rig.ledger.notices).toEqual([])
  expect(rig.ledger.alerts(10)).toMatchObject([
    { budgetId: id, title: `Budget ${id}`, percent: 80 },
    { budgetId: id, percent: 50 },
  ])
  expect(rig.ledger.alerts(1)).toHaveLength(1)
})
