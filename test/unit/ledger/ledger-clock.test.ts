// The machine's clock runs ahead, or is set back, and a person puts the ledger's time right.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Rule } from '../../../gateway/budgets/budget.ts'
import { describeInstant } from '../../../gateway/budgets/windows.ts'
import type { NewBudgetRecord } from '../../../gateway/ledger/books.ts'
import { holdRequest, holdRequestOf, settlement } from '../../support/ledger-records.ts'
import { dayBudget, type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

const minute = 60_000
const day = 86_400_000

let rig: LedgerRig
let noonMs: number

beforeEach(() => {
  rig = openLedgerRig()
  noonMs = rig.time.nowMs
})

afterEach(() => rig.close())

const budgetOf = (rule: Rule): NewBudgetRecord => ({ ...dayBudget(0n), rule })

async function spend(amount: bigint): Promise<void> {
  rig.ledger.settle(await rig.ledger.reserve(holdRequestOf(amount)), settlement(amount))
}

/** One request while the clock is so far ahead; it is right again after that. */
async function spendAhead(amount: bigint, aheadMs = 400 * day): Promise<void> {
  rig.time.nowMs = noonMs + aheadMs
  await spend(amount)
  rig.time.nowMs = noonMs
}

const windowStart = () => rig.ledger.balances()[0]?.gauge.bounds?.startMs

describe('a clock that was ahead', () => {
  test('is noticed in this run, and by the next start', async () => {
    await spendAhead(10n)
    expect(rig.ledger.clock.aheadMs).toBe(400 * day)
    rig.restart()
    expect(rig.ledger.clock.aheadMs).toBe(400 * day)
    expect(rig.ledger.time()).toEqual({ timeMs: noonMs + 400 * day, aheadMs: 400 * day })
  })

  test('is told as a leap as long as it is ahead, and not after it', async () => {
    rig.time.nowMs = noonMs + 400 * day
    expect(rig.ledger.clock.leaptMs).toBe(400 * day)
    await spend(10n)
    rig.time.nowMs = noonMs
    expect(rig.ledger.clock.leaptMs).toBe(0)
    expect(rig.ledger.clock.aheadMs).toBe(400 * day)
  })

  test('leaves budgets in its window until a person puts the time right', async () => {
    rig.ledger.setBudget(dayBudget(100n))
    await spendAhead(10n)
    rig.restart()
    expect(windowStart()).toBe(Date.parse('2026-11-23T00:00:00Z') + 400 * day)
    expect(rig.ledger.correctClock('ada')).toBe(true)
    expect(windowStart()).toBe(Date.parse('2026-11-23T00:00:00Z'))
    expect(rig.ledger.time()).toEqual({ timeMs: noonMs, aheadMs: 0 })
    rig.restart()
    expect(windowStart()).toBe(Date.parse('2026-11-23T00:00:00Z'))
    rig.time.nowMs = noonMs + day
    expect(windowStart()).toBe(Date.parse('2026-11-24T00:00:00Z'))
  })

  test('grants nothing: what was spent before counts in its own window, what was spent ahead in that of now', async () => {
    rig.ledger.setBudget(dayBudget(100n))
    rig.ledger.setBudget(budgetOf({ kind: 'rolling', hours: 5, unit: 'usd', limit: 100n }))
    await spend(60n)
    await spendAhead(30n)
    rig.ledger.correctClock('ada')
    const settled = () => rig.ledger.balances().map(({ gauge }) => gauge.settled)
    expect(settled()).toEqual([90n, 90n])
    await expect(rig.ledger.reserve(holdRequestOf(11n))).rejects.toMatchObject({ code: 'budget_exhausted' })
    rig.restart()
    expect(settled()).toEqual([90n, 90n])
    await expect(rig.ledger.reserve(holdRequestOf(11n))).rejects.toMatchObject({ code: 'budget_exhausted' })
    await expect(rig.ledger.reserve(holdRequestOf(10n))).resolves.toBeDefined()
  })

  test('and a request that runs meanwhile is charged in the window of now, and its entry is of now', async () => {
    rig.ledger.setBudget(dayBudget(100n))
    rig.time.nowMs = noonMs + 400 * day
    const running = await rig.ledger.reserve(holdRequestOf(70n))
    rig.time.nowMs = noonMs
    rig.ledger.correctClock('ada')
    expect(rig.balance()).toEqual({ settled: 0n, held: 70n })
    expect(rig.rows('SELECT opened_at_ms AS at FROM holds')).toEqual([{ at: noonMs }])
    rig.ledger.settle(rig.ledger.topUp(running, { ...running, outputTokens: 95 }), settlement(65n))
    expect(rig.balance()).toEqual({ settled: 65n, held: 0n })
    rig.restart()
    expect(rig.balance()).toEqual({ settled: 65n, held: 0n })
    expect(rig.rows('SELECT opened_at_ms AS opened, settled_at_ms AS settled FROM entries')).toEqual([
      { opened: noonMs, settled: noonMs },
    ])
  })

  test('filled a bucket, which fills from now on again', async () => {
    rig.ledger.setBudget(budgetOf({ kind: 'bucket', unit: 'requests', limit: 2n, refillPerSecond: 1 / 60 }))
    const left = () => rig.ledger.balances()[0]?.gauge.left
    await spendAhead(1n)
    await spend(1n)
    rig.time.nowMs = noonMs + 2 * minute
    expect(left()).toBe(0n) // stands still
    rig.ledger.correctClock('ada')
    for (const next of [0n, 1n, 2n]) {
      expect(left()).toBe(next)
      rig.time.nowMs += minute + 1000
    }
    rig.restart()
    expect(left()).toBe(2n)
  })

  test('has its correction kept: by whom, from when, to when, and what every entry said before', async () => {
    await spend(1n)
    await spendAhead(2n)
    rig.restart()
    rig.time.nowMs = noonMs + 5 * minute
    rig.ledger.correctClock('ada, command line')
    expect(rig.ledger.clockCorrections()).toEqual([
      { by: 'ada, command line', fromMs: noonMs + 400 * day, toMs: noonMs + 5 * minute, entries: 1 },
    ])
    const ahead = noonMs + 400 * day
    expect(
      rig.rows('SELECT entry, opened_at_ms AS opened, settled_at_ms AS settled FROM redated_entries'),
    ).toEqual([{ entry: 2, opened: ahead, settled: ahead }])
  })

  test('is put right once: again, there is nothing to do', async () => {
    await spendAhead(2n)
    expect([rig.ledger.correctClock('ada'), rig.ledger.correctClock('ada')]).toEqual([true, false])
    expect(rig.ledger.clockCorrections()).toHaveLength(1)
  })

  test('can be ahead again, and later entries keep their order', async () => {
    rig.ledger.setBudget(dayBudget(1000n))
    await spendAhead(2n)
    rig.ledger.correctClock('ada')
    await spend(3n)
    await spendAhead(5n, 40 * day)
    rig.ledger.correctClock('ada')
    await spend(7n)
    rig.restart()
    expect(rig.balance()).toEqual({ settled: 17n, held: 0n })
    const times = rig.rows('SELECT settled_at_ms AS at FROM entries ORDER BY entry') as { at: number }[]
    expect(times.map(({ at }) => at)).toEqual([noonMs, noonMs, noonMs, noonMs])
  })
})

describe('a clock that is set back', () => {
  test('grants nothing, nor does putting the time right after it', async () => {
    rig.ledger.setBudget(dayBudget(100n))
    await spend(100n)
    rig.time.nowMs = noonMs - 3 * day
    await expect(rig.ledger.reserve(holdRequest())).rejects.toMatchObject({ code: 'budget_exhausted' })
    expect(rig.ledger.clock.aheadMs).toBe(3 * day)
    rig.ledger.correctClock('ada')
    await expect(rig.ledger.reserve(holdRequest())).rejects.toMatchObject({ code: 'budget_exhausted' })
    expect(rig.balance()).toEqual({ settled: 100n, held: 0n })
  })

  test('by less than a minute is nobody’s business', async () => {
    await spend(1n)
    rig.time.nowMs = noonMs - minute
    expect(rig.ledger.clock.aheadMs).toBe(0)
    expect(rig.ledger.correctClock('ada')).toBe(false)
  })
})

test('nothing is put right while the disk is full, and then it is', async () => {
  rig.ledger.setBudget(dayBudget(100n))
  rig.time.nowMs = noonMs + 400 * day
  const large = await rig.ledger.reserve(holdRequestOf(10n))
  rig.db.pragma('max_page_count = 1')
  rig.ledger.settle({ ...large, model: 'x'.repeat(100_000) }, settlement(10n))
  rig.time.nowMs = noonMs
  expect(() => rig.ledger.correctClock('ada')).toThrow(
    expect.objectContaining({ code: 'ledger_unavailable' }),
  )
  expect(rig.ledger.clock.aheadMs).toBe(400 * day)
  expect(rig.ledger.clockCorrections()).toEqual([])
  rig.db.pragma('max_page_count = 1000000')
  expect(rig.ledger.correctClock('ada')).toBe(true)
  expect(rig.balance()).toEqual({ settled: 10n, held: 0n })
})

describe('what a caller is told to wait', () => {
  test.each([
    ['is right', 0],
    ['was 400 days ahead', 400 * day],
    ['was set back by three days', 3 * day],
  ])('while the clock %s ends at the instant that message and screen say', async (_, aheadMs) => {
    rig.ledger.setBudget(dayBudget(100n))
    rig.time.nowMs = noonMs + aheadMs
    await spend(100n)
    rig.time.nowMs = noonMs
    const refused = await rig.ledger.reserve(holdRequest()).catch(error => error)
    const resetsAtMs = rig.ledger.balances()[0]?.gauge.bounds?.endMs ?? 0
    const { when, retryAfterSeconds, resetsAtMs: told } = refused.detail
    expect([told, retryAfterSeconds]).toEqual([resetsAtMs, null])
    expect(when).toContain(describeInstant(resetsAtMs, 'UTC'))
  })

  test.each([
    ['a bucket', { kind: 'bucket', unit: 'requests', limit: 1n, refillPerSecond: 0.01 } as const],
    ['a rolling budget', { kind: 'rolling', hours: 5, unit: 'usd', limit: 100n } as const],
  ])('of %s is the time at which it passes', async (_, rule) => {
    rig.ledger.setBudget(budgetOf(rule))
    await spendAhead(100n, 2 * day)
    const refused = await rig.ledger.reserve(holdRequest()).catch(error => error)
    const { resetsAtMs } = refused.detail
    rig.time.nowMs = resetsAtMs - 2000
    const early = await rig.ledger.reserve(holdRequest()).catch(error => error)
    // So near, it is worth waiting for: the seconds lead to the same instant.
    expect(early).toMatchObject({ code: 'budget_exceeded', detail: { resetsAtMs, retryAfterSeconds: 2 } })
    rig.time.nowMs = resetsAtMs
    await expect(rig.ledger.reserve(holdRequest())).resolves.toBeDefined()
  })
})
