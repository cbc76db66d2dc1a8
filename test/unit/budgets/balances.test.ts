import { beforeEach, describe, expect, test } from 'vitest'
import type { Refusal } from '../../../gateway/budgets/account.ts'
import { type Balances, createBalances } from '../../../gateway/budgets/balances.ts'
import type { Budget } from '../../../gateway/budgets/budget.ts'
import type { BudgetNotice } from '../../../gateway/contract/budgets.ts'
import type { ClientId } from '../../../gateway/contract/units.ts'
import type { HoldRecord } from '../../../gateway/storage/ledger-records.ts'
import { budget, calendar, hold, nano, settlement, spentBefore } from '../../support/ledger-records.ts'

const day = 86_400_000

let notices: Omit<BudgetNotice, 'name' | 'title'>[]
let balances: Balances

beforeEach(() => {
  notices = []
  balances = createBalances(spentBefore(0n), notice => notices.push(notice))
})

const put = (changes: Partial<Budget> = {}, atMs = 0) => balances.put(budget(changes), atMs)
const refusalOf = (asked: HoldRecord): Refusal | undefined =>
  balances.check(asked, asked, asked.openedAtMs).refusal
const settle = (record: HoldRecord, cost: bigint | undefined, output = 0) =>
  balances.settle(record, settlement(cost, output), record.openedAtMs)
const first = (atMs = 0) => {
  const [balance] = balances.list(atMs)
  return balance && { held: balance.gauge.held, settled: balance.gauge.settled, left: balance.gauge.left }
}

describe('a balance', () => {
  test('counts what is held before it is settled, and the settled amount replaces it', () => {
    put({ rule: calendar(250n) })
    const one = hold()
    balances.open(one)
    expect(first()).toEqual({ held: 100n, settled: 0n, left: 150n })
    expect(settle(one, 30n)).toBe(true)
    expect(first()).toEqual({ held: 0n, settled: 30n, left: 220n })
  })

  test('gives the last cent to one of two', () => {
    put({ rule: calendar(150n) })
    expect(refusalOf(hold())).toBeUndefined()
    balances.open(hold())
    expect(refusalOf(hold())).toMatchObject({ asked: 100n, left: 50n })
  })

  test('lets exactly the limit pass, and no more', () => {
    put({ rule: calendar(100n) })
    expect(refusalOf(hold())).toBeUndefined()
    expect(refusalOf(hold({ amount: nano(101n) }))).toMatchObject({ left: 100n })
  })

  test('is not changed by a second settlement, nor by releasing twice', () => {
    put()
    const once = hold()
    balances.open(once)
    settle(once, 40n)
    expect(settle(once, 40n)).toBe(false)
    const gone = hold()
    balances.open(gone)
    balances.release(gone)
    balances.release(gone)
    expect(settle(gone, 40n)).toBe(false)
    expect(first()).toMatchObject({ held: 0n, settled: 40n })
  })

  test('of yesterday is what a hold of yesterday is charged to', () => {
    put({ rule: calendar(100n) })
    const late = hold({ openedAtMs: day - 1 })
    balances.open(late)
    expect(refusalOf(hold({ openedAtMs: day }))).toBeUndefined()
    expect(first(day)).toMatchObject({ held: 0n, settled: 0n })
    settle(late, 100n)
    expect(first(day)).toMatchObject({ held: 0n, settled: 0n })
  })

  test('starts with what requests hold that run already, and with what the journal has', () => {
    balances = createBalances(spentBefore(7n), () => {})
    balances.open(hold({ amount: nano(60n) }))
    put({ rule: calendar(100n) })
    expect(first()).toEqual({ held: 60n, settled: 7n, left: 33n })
  })

  test('is measured anew when its budget is changed while requests run', () => {
    put({ rule: calendar(100n) })
    const running = hold()
    balances.open(running)
    put({ rule: calendar(500n) })
    expect(first()).toEqual({ held: 100n, settled: 0n, left: 400n })
    settle(running, 20n)
    expect(first()).toEqual({ held: 0n, settled: 20n, left: 480n })
  })

  test('that is removed while requests run is not asked any more, and they still settle', () => {
    put({ rule: calendar(100n) })
    const running = hold()
    balances.open(running)
    balances.remove('bud_test')
    expect(refusalOf(hold())).toBeUndefined()
    expect(settle(running, 1n)).toBe(true)
  })
})

test('of several that refuse, the widest is named', () => {
  const request = hold({
    clientId: 'cli_b' as ClientId,
    personId: 'Ann',
    teamId: 'lab/vision',
    project: '论文/一',
    providerId: 'open',
    model: 'gpt',
  })
  put({ id: 'project', scope: { kind: 'project', id: '论文' }, rule: calendar(0n) })
  put({ id: 'client', scope: { kind: 'client', id: 'cli_b' }, rule: calendar(0n) })
  put({ id: 'vision', scope: { kind: 'team', id: 'lab/vision' }, rule: calendar(0n) })
  put({ id: 'lab', scope: { kind: 'team', id: 'lab' }, rule: calendar(0n) })
  const named = ['lab', 'vision', 'client', 'project'].map(id => {
    expect(refusalOf(request)?.budget.id).toBe(id)
    balances.remove(id)
    return id
  })
  expect(named).toHaveLength(4)
  expect(refusalOf(request)).toBeUndefined()
})

describe('a unit', () => {
  test('of tokens counts them, whatever the price', () => {
    put({ rule: calendar(150n, { unit: 'tokens' }) })
    const unpriced = hold({ amount: undefined })
    expect(refusalOf(unpriced)).toBeUndefined()
    balances.open(unpriced)
    expect(refusalOf(hold())).toMatchObject({ asked: 100n, left: 50n })
    settle(unpriced, undefined, 20)
    expect(first()).toMatchObject({ settled: 20n })
  })

  test('of money refuses a model without a price, unless nothing is refused', () => {
    put()
    expect(refusalOf(hold({ amount: undefined }))).toMatchObject({ asked: undefined })
    put({ mode: 'soft' })
    expect(refusalOf(hold({ amount: undefined }))).toBeUndefined()
  })
})

describe('a mode', () => {
  test('soft lets everything pass', () => {
    put({ mode: 'soft', rule: calendar(0n) })
    expect(balances.check(hold(), hold(), 0)).toMatchObject({ refusal: undefined, shadowed: [] })
  })

  test('shadow lets everything pass and says what it would have refused', () => {
    put({ mode: 'shadow', rule: calendar(100n) })
    balances.open(hold())
    const { refusal, shadowed } = balances.check(hold(), hold(), 0)
    expect(refusal).toBeUndefined()
    expect(shadowed).toMatchObject([{ id: 'bud_test' }])
    balances.open(hold({ shadowedBy: shadowed.map(({ id }) => id) }))
    expect(balances.list(0)).toMatchObject([{ wouldHaveRefused: 1 }])
    expect(balances.list(day)).toMatchObject([{ wouldHaveRefused: 0 }])
  })

  test('strict is asked for by hard budgets that cover the request alone', () => {
    put({ strict: true, scope: { kind: 'team', id: 'lab' } })
    expect(balances.strictOver(hold({ teamId: 'lab/vision' }))).toHaveLength(1)
    expect(balances.strictOver(hold())).toEqual([])
    put({ strict: true, mode: 'shadow' })
    expect(balances.strictOver(hold())).toEqual([])
  })
})

describe('a top-up', () => {
  test('is held from then on, and refused where nothing is left', () => {
    put({ rule: calendar(150n) })
    const running = hold()
    balances.open(running)
    const grown = { ...running, amount: nano(140n), outputTokens: 130 }
    expect(balances.refusalOf(grown, 0)).toBeUndefined()
    expect(balances.grow(grown)).toBe(true)
    expect(first()).toMatchObject({ held: 140n })
    const more = { ...running, amount: nano(190n), outputTokens: 180 }
    expect(balances.refusalOf(more, 0)).toMatchObject({ asked: 50n, left: 10n })
    balances.grow(more)
    expect(first()).toEqual({ held: 190n, settled: 0n, left: 0n })
    settle(running, 170n)
    expect(first()).toEqual({ held: 0n, settled: 170n, left: 0n })
  })

  test('asks neither for requests nor of budgets that refuse nothing', () => {
    put({ id: 'at-once', rule: { kind: 'concurrency', unit: 'requests', limit: 1n } })
    put({ id: 'soft', mode: 'soft', rule: calendar(0n) })
    const running = hold()
    balances.open(running)
    expect(balances.refusalOf({ ...running, amount: nano(900n) }, 0)).toBeUndefined()
  })

  test('of a request that has ended is nothing', () => {
    put({ rule: calendar(0n) })
    expect(balances.refusalOf(hold({ amount: nano(900n) }), 0)).toBeUndefined()
    expect(balances.grow(hold({ amount: nano(900n) }))).toBe(false)
    expect(first()).toMatchObject({ held: 0n })
  })
})

describe('a notice', () => {
  const spend = (cost: bigint, openedAtMs = 0) => {
    const one = hold({ openedAtMs })
    balances.open(one)
    settle(one, cost)
  }

  test('comes once for each mark, the highest where several are passed at once', () => {
    put({ mode: 'soft', rule: calendar(1000n) })
    for (const cost of [499n, 1n, 100n, 400n, 500n]) spend(cost)
    expect(notices).toEqual([
      { budgetId: 'bud_test', percent: 50, atMs: 0 },
      { budgetId: 'bud_test', percent: 100, atMs: 0 },
    ])
  })

  test('comes again in the next window', () => {
    put({ rule: calendar(100n) })
    spend(80n)
    balances.list(day)
    spend(50n, day)
    expect(notices.map(({ percent }) => percent)).toEqual([80, 50])
  })

  test('does not come for what was reached before, nor for a shadow', () => {
    balances = createBalances(spentBefore(90n), notice => notices.push(notice))
    put({ rule: calendar(100n) })
    put({ id: 'shadow', mode: 'shadow', rule: calendar(100n) })
    spend(1n)
    expect(notices).toEqual([])
    spend(9n)
    expect(notices).toMatchObject([{ budgetId: 'bud_test', percent: 100 }])
  })
})
