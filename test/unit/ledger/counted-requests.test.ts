// Requests whose answer needs no provider: they count in limits of requests, and in nothing else.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Rule } from '../../../gateway/budgets/budget.ts'
import type { RequestId } from '../../../gateway/contract/units.ts'
import type { NewBudgetRecord } from '../../../gateway/ledger/books.ts'
import { holdRequest, nextAttempt, settlement } from '../../support/ledger-records.ts'
import { dayBudget, type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

let rig: LedgerRig

beforeEach(() => {
  rig = openLedgerRig()
})

afterEach(() => rig.close())

const request = holdRequest()
const left = () => rig.ledger.balances().map(({ gauge }) => gauge.left)
const limit = (rule: Rule, changes: Partial<NewBudgetRecord> = {}) =>
  rig.ledger.setBudget({ ...dayBudget(0n), rule, ...changes })
const bucket = (most: bigint, changes: Partial<NewBudgetRecord> = {}) =>
  limit({ kind: 'bucket', unit: 'requests', limit: most, refillPerSecond: 0 }, changes)
const atOnce = (most: bigint) => limit({ kind: 'concurrency', unit: 'requests', limit: most })
const another = (id: string) => ({ ...request, requestId: id as RequestId })

describe('a request that needs no provider', () => {
  test('takes nothing of budgets in money and tokens, and passes them when they are exhausted', () => {
    rig.ledger.setBudget(dayBudget(0n))
    limit({ kind: 'bucket', unit: 'tokens', limit: 1n, refillPerSecond: 0 })
    rig.ledger.countRequest(request)
    rig.ledger.endRequest(request.requestId)
    expect(left()).toEqual([0n, 1n])
  })

  test('is counted by a limit of requests, and refused where it is used up', () => {
    bucket(1n)
    rig.ledger.countRequest(request)
    rig.ledger.endRequest(request.requestId)
    expect(() => rig.ledger.countRequest(another('req_2'))).toThrow(
      expect.objectContaining({ code: 'budget_exhausted' }),
    )
    expect(left()).toEqual([0n])
  })

  test('stays counted when the program starts again', () => {
    bucket(2n)
    rig.ledger.countRequest(request)
    rig.ledger.endRequest(request.requestId)
    rig.restart()
    expect(left()).toEqual([1n])
  })

  test('has a place in a limit of requests at once until it ends', () => {
    atOnce(1n)
    rig.ledger.countRequest(request)
    expect(() => rig.ledger.countRequest(another('req_2'))).toThrow(
      expect.objectContaining({ code: 'budget_exceeded' }),
    )
    rig.ledger.endRequest(request.requestId)
    expect(left()).toEqual([1n])
    rig.ledger.countRequest(another('req_2'))
    expect(left()).toEqual([0n])
  })

  test('is remembered by a limit that is set anew while it runs', () => {
    atOnce(1n)
    rig.ledger.countRequest(request)
    atOnce(3n)
    expect(left()).toEqual([2n])
    rig.ledger.endRequest(request.requestId)
    expect(left()).toEqual([3n])
  })

  test('counts once if a provider has to be asked for it after all, also for two attempts beside each other', async () => {
    atOnce(2n)
    rig.ledger.countRequest(request)
    const first = await rig.ledger.reserve(request)
    const second = await rig.ledger.reserve(nextAttempt(first))
    expect(left()).toEqual([1n])
    rig.ledger.settle(first, settlement(5n))
    expect(left()).toEqual([1n])
    rig.ledger.settle(second, settlement(5n))
    expect(left()).toEqual([2n])
    rig.ledger.endRequest(request.requestId)
    expect(left()).toEqual([2n])
  })

  test('keeps its place until it ends if no provider could be asked for it', async () => {
    atOnce(1n)
    rig.ledger.setBudget(dayBudget(0n))
    rig.ledger.countRequest(request)
    await expect(rig.ledger.reserve(request)).rejects.toMatchObject({ code: 'budget_too_small' })
    expect(left()[0]).toBe(0n)
    rig.ledger.endRequest(request.requestId)
    expect(left()[0]).toBe(1n)
  })

  test('is told of soft limits that it exceeds, and counted by shadow limits once', () => {
    const soft = bucket(0n, { mode: 'soft' })
    limit({ kind: 'concurrency', unit: 'requests', limit: 0n }, { mode: 'shadow' })
    expect(rig.ledger.countRequest(request)).toEqual([soft.id])
    expect(rig.ledger.balances().map(({ wouldHaveRefused }) => wouldHaveRefused)).toEqual([0, 1])
  })
})
