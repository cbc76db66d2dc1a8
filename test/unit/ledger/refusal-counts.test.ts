import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HoldRequest } from '../../../gateway/ledger/ledger.ts'
import { ask, holdRequest, nextAttempt } from '../../support/ledger-records.ts'
import { dayBudget, type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

const day = 86_400_000
const midnight = Date.parse('2026-11-23T00:00:00Z')

let rig: LedgerRig

beforeEach(() => {
  rig = openLedgerRig()
  rig.ledger.setBudget(dayBudget(50n))
})

afterEach(() => rig.close())

const refuse = (request: HoldRequest = holdRequest()) => expect(rig.ledger.reserve(request)).rejects.toThrow()
const refused = () => rig.ledger.balances().map(balance => balance.refused)

test('refusals are counted for the window, also after a restart, and anew in the next one', async () => {
  await refuse()
  await refuse()
  expect(refused()).toEqual([{ refused: 2, sinceMs: midnight }])
  rig.restart()
  expect(refused()).toEqual([{ refused: 2, sinceMs: midnight }])
  rig.time.nowMs += day
  expect(refused()).toEqual([{ refused: 0, sinceMs: midnight + day }])
})

test('a request counts once, however many of its targets are refused', async () => {
  const request = holdRequest()
  await refuse(request)
  await refuse(nextAttempt(request))
  expect(refused()).toMatchObject([{ refused: 1 }])
})

test('a request without a price is not counted: a higher limit would not help', async () => {
  await refuse(holdRequest({ usual: ask(null) }))
  expect(refused()).toMatchObject([{ refused: 0 }])
})

test('setting the budget again keeps the count', async () => {
  await refuse()
  rig.ledger.setBudget(dayBudget(60n))
  expect(refused()).toMatchObject([{ refused: 1 }])
})

test('a flood of refusals is written once a second, and a crash loses no more than that', async () => {
  for (let second = 0; second < 2; second++) {
    for (let request = 0; request < 5; request++) await refuse()
    rig.time.monotonicMs += 1000
  }
  rig.crash()
  expect(refused()).toMatchObject([{ refused: 6 }])
})

test('a budget that is counted in requests counts what it refuses of stored answers', () => {
  rig.ledger.setBudget({
    ...dayBudget(0n),
    rule: { kind: 'bucket', unit: 'requests', limit: 1n, refillPerSecond: 0 },
  })
  rig.ledger.countRequest(holdRequest())
  expect(() => rig.ledger.countRequest(holdRequest())).toThrow()
  expect(refused()).toMatchObject([{ refused: 0 }, { refused: 1, sinceMs: rig.time.nowMs }])
})
