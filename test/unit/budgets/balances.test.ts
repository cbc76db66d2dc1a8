import { describe, expect, test } from 'vitest'
import { createBalances } from '../../../gateway/budgets/balances.ts'
import type { ClientId } from '../../../gateway/contract/units.ts'
import { budget, hold, settlement } from '../../support/ledger-records.ts'

const day = 86_400_000
const nothingSpent = () => ({ usd: 0n, tokens: 0n })

function settled(record: ReturnType<typeof hold>, cost: bigint, output = 0) {
  return { hold: record, ...settlement(cost, output), settledAtMs: record.openedAtMs }
}

describe('balances', () => {
  test('what is held counts before it is settled, and the settled amount replaces it', () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget({ limit: 250n }), 0)
    const first = hold({ amount: 100n as never })
    balances.open(first)
    expect(balances.list(0)[0]).toMatchObject({ held: 100n, settled: 0n })
    expect(balances.settle(settled(first, 30n))).toBe(true)
    expect(balances.list(0)[0]).toMatchObject({ held: 0n, settled: 30n })
  })

  test('the last cent goes to one of two', () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget({ limit: 150n }), 0)
    const first = hold()
    expect(balances.check(first)).toBeUndefined()
    balances.open(first)
    expect(balances.check(hold())).toMatchObject({ asked: 100n, left: 50n })
  })

  test('exactly the limit passes, one more does not', () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget({ limit: 100n }), 0)
    expect(balances.check(hold({ amount: 100n as never }))).toBeUndefined()
    expect(balances.check(hold({ amount: 101n as never }))).toMatchObject({ left: 100n })
  })

  test('a second settlement of one hold changes nothing', () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget(), 0)
    const once = hold()
    balances.open(once)
    balances.settle(settled(once, 40n))
    expect(balances.settle(settled(once, 40n))).toBe(false)
    expect(balances.list(0)[0]).toMatchObject({ held: 0n, settled: 40n })
  })

  test('a released hold never was', () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget(), 0)
    const gone = hold()
    balances.open(gone)
    balances.release(gone)
    balances.release(gone)
    expect(balances.list(0)[0]).toMatchObject({ held: 0n, settled: 0n })
    expect(balances.settle(settled(gone, 40n))).toBe(false)
  })

  test('a hold of yesterday is charged to yesterday', () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget({ limit: 100n }), 0)
    const late = hold({ openedAtMs: day - 1 })
    balances.open(late)
    expect(balances.check(hold({ openedAtMs: day }))).toBeUndefined()
    expect(balances.list(day)[0]).toMatchObject({ held: 0n, settled: 0n })
    balances.settle(settled(late, 100n))
    expect(balances.list(day)[0]).toMatchObject({ held: 0n, settled: 0n })
  })

  test('a budget set while requests run starts with what they hold', () => {
    const balances = createBalances(() => ({ usd: 7n, tokens: 0n }))
    balances.open(hold({ amount: 60n as never }))
    balances.put(budget({ limit: 100n }), 0)
    expect(balances.list(0)[0]).toMatchObject({ held: 60n, settled: 7n })
    expect(balances.check(hold({ amount: 34n as never }))).toMatchObject({ left: 33n })
  })

  test('a budget removed while requests run is not asked any more, and its holds still settle', () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget({ limit: 100n }), 0)
    const running = hold()
    balances.open(running)
    balances.remove('bud_test')
    expect(balances.check(hold())).toBeUndefined()
    expect(balances.settle(settled(running, 1n))).toBe(true)
  })

  test("a client's budget counts that client only, and the first made is named first", () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget({ id: 'client', clientId: 'cli_b' as ClientId, limit: 50n }), 0)
    balances.put(budget({ id: 'all', limit: 60n }), 0)
    expect(balances.check(hold({ clientId: 'cli_a' as ClientId }))?.balance.budget.id).toBe('all')
    expect(balances.check(hold({ clientId: 'cli_b' as ClientId }))?.balance.budget.id).toBe('client')
  })

  test('a budget in tokens counts tokens, whatever the price', () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget({ unit: 'tokens', limit: 150n }), 0)
    const unpriced = hold({ amount: undefined, inputTokens: 10, outputTokens: 90 })
    expect(balances.check(unpriced)).toBeUndefined()
    balances.open(unpriced)
    expect(balances.check(hold())).toMatchObject({ asked: 100n, left: 50n })
    balances.settle({ hold: unpriced, ...settlement(undefined, 20), settledAtMs: 0 })
    expect(balances.list(0)[0]).toMatchObject({ settled: 20n })
  })

  test('a budget in money refuses a model without a price', () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget(), 0)
    expect(balances.check(hold({ amount: undefined }))).toMatchObject({ asked: undefined })
  })

  test("the sandbox's requests touch no budget", () => {
    const balances = createBalances(nothingSpent)
    balances.put(budget({ limit: 0n }), 0)
    const played = hold({ sandbox: true })
    expect(balances.check(played)).toBeUndefined()
    balances.open(played)
    balances.settle(settled(played, 40n))
    expect(balances.list(0)[0]).toMatchObject({ held: 0n, settled: 0n })
  })
})
