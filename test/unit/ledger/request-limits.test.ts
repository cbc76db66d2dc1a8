// A request counts once in limits of requests, however many attempts it has.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Rule } from '../../../gateway/budgets/budget.ts'
import type { NewBudgetRecord } from '../../../gateway/ledger/books.ts'
import type { HoldRequest } from '../../../gateway/ledger/ledger.ts'
import type { HoldRecord } from '../../../gateway/storage/ledger-records.ts'
import { holdRequest, nextAttempt, settlement } from '../../support/ledger-records.ts'
import { dayBudget, type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

let rig: LedgerRig

beforeEach(() => {
  rig = openLedgerRig()
})

afterEach(() => rig.close())

const reserve = (changes: Partial<HoldRequest> = {}) => rig.ledger.reserve(holdRequest(changes))
/** The next attempt of the same request, elsewhere if it is said so. */
const again = (hold: HoldRecord, changes: Partial<HoldRequest> = {}) =>
  rig.ledger.reserve(nextAttempt(hold, changes))
const left = () => rig.ledger.balances().map(({ gauge }) => gauge.left)
const atProvider = (id: string) => ({ scope: { kind: 'provider', id } as const })

const limit = (rule: Rule, changes: Partial<NewBudgetRecord> = {}) =>
  rig.ledger.setBudget({ ...dayBudget(0n), rule, ...changes })
const atOnce = (most: bigint, changes: Partial<NewBudgetRecord> = {}) =>
  limit({ kind: 'concurrency', unit: 'requests', limit: most }, changes)
const bucket = (most: bigint, changes: Partial<NewBudgetRecord> = {}) =>
  limit({ kind: 'bucket', unit: 'requests', limit: most, refillPerSecond: 0 }, changes)

describe('a limit of requests', () => {
  test('counts a request once, one attempt after the other', async () => {
    bucket(2n)
    const first = await reserve()
    rig.ledger.settle(first, settlement(0n, 0, 'none'), 'goes-on')
    const second = await again(first)
    rig.ledger.settle(second, settlement(0n, 0, 'none'), 'goes-on')
    rig.ledger.settle(await again(second), settlement(5n))
    expect(left()).toEqual([1n])
    await reserve()
    expect(left()).toEqual([0n])
  })

  test('counts a request once whose attempts run side by side', async () => {
    bucket(2n)
    const first = await reserve()
    const second = await again(first)
    rig.ledger.settle(first, settlement(5n))
    rig.ledger.settle(second, settlement(5n))
    expect(left()).toEqual([1n])
  })

  test('refuses no second attempt of what it has counted, and counts it once after a restart', async () => {
    bucket(1n)
    const first = await reserve()
    await expect(reserve()).rejects.toMatchObject({ code: 'budget_exceeded' })
    const second = await again(first)
    rig.ledger.settle(first, settlement(5n))
    rig.ledger.settle(second, settlement(5n))
    rig.restart()
    expect(left()).toEqual([0n])
    bucket(3n)
    expect(left()).toEqual([2n])
  })

  test('of a provider counts the request with the first attempt that goes there, and not when it comes back', async () => {
    bucket(5n, atProvider('a'))
    bucket(5n, atProvider('b'))
    const first = await reserve({ providerId: 'a' })
    rig.ledger.settle(first, settlement(0n, 0, 'none'), 'goes-on')
    expect(left()).toEqual([4n, 5n])
    const second = await again(first, { providerId: 'b' })
    rig.ledger.settle(second, settlement(0n, 0, 'none'), 'goes-on')
    expect(left()).toEqual([4n, 4n])
    const third = await again(second, { providerId: 'a' })
    rig.ledger.settle(third, settlement(5n))
    expect(left()).toEqual([4n, 4n])
  })

  test('that is set anew between two attempts remembers the request', async () => {
    bucket(5n)
    const first = await reserve()
    rig.ledger.settle(first, settlement(0n, 0, 'none'), 'goes-on')
    bucket(7n)
    expect(left()).toEqual([6n])
    rig.ledger.settle(await again(first), settlement(5n))
    expect(left()).toEqual([6n])
  })

  test('has nothing counted of attempts that the disk refused', async () => {
    bucket(5n)
    atOnce(5n)
    const first = await reserve()
    rig.db.pragma('max_page_count = 1')
    await expect(again(first, { model: 'x'.repeat(100_000) })).rejects.toMatchObject({
      code: 'ledger_unavailable',
    })
    expect(left()).toEqual([4n, 4n])
    rig.db.pragma('max_page_count = 1000000')
    rig.ledger.settle(first, settlement(5n))
    expect(left()).toEqual([4n, 5n])
  })
})

describe('a limit of requests at once', () => {
  test('has one place for two attempts side by side, until both have ended', async () => {
    atOnce(1n)
    const first = await reserve()
    const second = await again(first)
    expect(left()).toEqual([0n])
    rig.ledger.settle(first, settlement(5n))
    await expect(reserve()).rejects.toMatchObject({ code: 'budget_exceeded' })
    rig.ledger.settle(second, settlement(5n))
    await expect(reserve()).resolves.toBeDefined()
  })

  test('keeps the place of a request between two attempts: nobody takes it, and it is not refused', async () => {
    atOnce(1n)
    const first = await reserve()
    rig.ledger.settle(first, settlement(0n, 0, 'none'), 'goes-on')
    await expect(reserve()).rejects.toMatchObject({ code: 'budget_exceeded' })
    const second = await again(first)
    rig.ledger.settle(second, settlement(5n))
    await expect(reserve()).resolves.toBeDefined()
  })

  test('keeps it also where the budget is set anew meanwhile', async () => {
    const { id } = atOnce(1n)
    const first = await reserve()
    rig.ledger.settle(first, settlement(0n, 0, 'none'), 'goes-on')
    expect(atOnce(2n).id).toBe(id)
    expect(left()).toEqual([1n])
    rig.ledger.settle(await again(first), settlement(5n))
    expect(left()).toEqual([2n])
  })

  test('gives it back where no other attempt came of it', async () => {
    atOnce(1n)
    const first = await reserve()
    rig.ledger.settle(first, settlement(0n, 0, 'none'), 'goes-on')
    rig.ledger.endRequest(first.requestId)
    rig.ledger.endRequest(first.requestId)
    expect(left()).toEqual([1n])
  })

  test('gives nothing back of a request that runs', async () => {
    atOnce(1n)
    const first = await reserve()
    rig.ledger.endRequest(first.requestId)
    expect(left()).toEqual([0n])
    await again(first)
    rig.ledger.endRequest(first.requestId)
    expect(left()).toEqual([0n])
  })

  test('of a provider has a place for a request only while it is there, or between two attempts', async () => {
    atOnce(1n, atProvider('a'))
    atOnce(1n, atProvider('b'))
    const first = await reserve({ providerId: 'a' })
    rig.ledger.settle(first, settlement(0n, 0, 'none'), 'goes-on')
    expect(left()).toEqual([0n, 1n])
    const second = await again(first, { providerId: 'b' })
    expect(left()).toEqual([1n, 0n])
    const hedge = await again(second, { providerId: 'a' })
    expect(left()).toEqual([0n, 0n])
    rig.ledger.settle(second, settlement(5n))
    expect(left()).toEqual([0n, 1n])
    rig.ledger.settle(hedge, settlement(5n))
    expect(left()).toEqual([1n, 1n])
  })

  test('refuses an attempt that goes where it has no place', async () => {
    atOnce(1n, atProvider('b'))
    await reserve({ providerId: 'b' })
    const first = await reserve({ providerId: 'a' })
    await expect(again(first, { providerId: 'b' })).rejects.toMatchObject({ code: 'budget_exceeded' })
  })

  test('is empty after a crash', async () => {
    atOnce(3n)
    const first = await reserve()
    rig.ledger.settle(first, settlement(0n, 0, 'none'), 'goes-on')
    await again(first)
    rig.crash()
    expect(left()).toEqual([3n])
  })
})
