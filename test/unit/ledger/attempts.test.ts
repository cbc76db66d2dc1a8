// A request may have several attempts: the books have each of them once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openForQueries, openLogDb } from '../../../gateway/storage/databases.ts'
import type { HoldRecord } from '../../../gateway/storage/ledger-records.ts'
import { openRollup } from '../../../gateway/storage/rollup.ts'
import { holdRequest, nextAttempt, settlement } from '../../support/ledger-records.ts'
import { dayBudget, type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

let rig: LedgerRig

beforeEach(() => {
  rig = openLedgerRig()
})

afterEach(() => rig.close())

const reserve = () => rig.ledger.reserve(holdRequest())
const again = (hold: HoldRecord) => rig.ledger.reserve(nextAttempt(hold))

/** A price became known of an entry that had none. */
function price(entryId: number): void {
  const entry = rig.ledger.billed(0, 2, 0).find(({ id }) => id === entryId)
  if (!entry) throw new Error(`There is no entry ${entryId}`)
  rig.ledger.correct([{ entry, difference: 5n, priceSource: 'test' }])
}

describe('the journal', () => {
  test('has the number of the attempt with its hold, its entry and its correction', async () => {
    const first = await reserve()
    rig.ledger.settle(first, settlement(0n, 0, 'none'), 'goes-on')
    const second = await again(first)
    expect(rig.rows('SELECT request_id, attempt FROM holds')).toEqual([
      { request_id: first.requestId, attempt: 2 },
    ])
    rig.ledger.settle(second, settlement(undefined, 7))
    rig.restart()
    price(2)
    expect(rig.rows('SELECT attempt, corrects, cost_nano_usd AS cost FROM entries')).toEqual([
      { attempt: 1, corrects: null, cost: 0 },
      { attempt: 2, corrects: null, cost: null },
      { attempt: 2, corrects: 2, cost: 5 },
    ])
  })

  test('charges money and tokens of every attempt, each once', async () => {
    rig.ledger.setBudget(dayBudget(1000n))
    const first = await reserve()
    const second = await again(first)
    expect(rig.balance()).toEqual({ settled: 0n, held: 200n })
    rig.ledger.settle(first, settlement(30n))
    rig.ledger.settle(second, settlement(40n))
    rig.ledger.settle(second, settlement(40n))
    expect(rig.balance()).toEqual({ settled: 70n, held: 0n })
    rig.restart()
    expect(rig.balance()).toEqual({ settled: 70n, held: 0n })
  })

  test('has both once where one was settled and the other ran when a crash came', async () => {
    rig.ledger.setBudget(dayBudget(1000n))
    const first = await reserve()
    rig.ledger.settle(first, settlement(30n), 'goes-on')
    const second = await again(first) // its commit has the settlement too
    rig.crash()
    expect(rig.ledger.recovered).toMatchObject([
      { hold: { requestId: second.requestId, attempt: 2 }, certainty: 'estimated', cost: 100n },
    ])
    rig.restart()
    expect(rig.rows('SELECT request_id, attempt, certainty, cost_nano_usd AS cost FROM entries')).toEqual([
      { request_id: first.requestId, attempt: 1, certainty: 'exact', cost: 30 },
      { request_id: first.requestId, attempt: 2, certainty: 'estimated', cost: 100 },
    ])
    expect(rig.rows('SELECT * FROM holds')).toEqual([])
    expect(rig.balance()).toEqual({ settled: 130n, held: 0n })
  })

  test('sets the attempt aside whose settlement cannot be true, under its number', async () => {
    const first = await reserve()
    const second = await again(first)
    rig.ledger.settle(second, settlement(-1n))
    rig.ledger.settle(first, settlement(30n))
    rig.restart()
    expect(rig.rows('SELECT attempt, cost_nano_usd AS cost FROM entries ORDER BY entry')).toEqual([
      { attempt: 2, cost: null },
      { attempt: 1, cost: 30 },
    ])
  })
})

describe('a shadow budget', () => {
  const refused = () => rig.ledger.balances().map(({ wouldHaveRefused }) => wouldHaveRefused)

  test.each([
    ['while the first runs', false],
    ['after the first', true],
  ])('would have refused a request once, with a second attempt %s', async (_, isSettled) => {
    rig.ledger.setBudget({ ...dayBudget(10n), mode: 'shadow' })
    const first = await reserve()
    expect(first.shadowedBy).toHaveLength(1)
    if (isSettled) rig.ledger.settle(first, settlement(5n), 'goes-on')
    const second = await again(first)
    expect(second.shadowedBy).toEqual([])
    expect(refused()).toEqual([1])
    if (!isSettled) rig.ledger.settle(first, settlement(5n))
    rig.ledger.settle(second, settlement(5n))
    expect(refused()).toEqual([1])
    rig.restart()
    expect(refused()).toEqual([1])
  })

  test('of requests at once would refuse no second attempt', async () => {
    const rule = { kind: 'concurrency', unit: 'requests', limit: 1n } as const
    rig.ledger.setBudget({ ...dayBudget(0n), rule, mode: 'shadow' })
    const first = await reserve()
    await again(first)
    expect(refused()).toEqual([0])
    await reserve()
    expect(refused()).toEqual([1])
  })
})

test('a request has no known cost as long as one of its attempts has none, and is one request', async () => {
  openLogDb(rig.home).close()
  const ledgerDb = openForQueries(rig.home, 'ledger')
  const logDb = openForQueries(rig.home, 'log')
  const rollup = openRollup(ledgerDb, logDb)
  const unpriced = () => [...rollup.since(0).slots.values()].map(({ unpricedRequests }) => unpricedRequests)
  const first = await reserve()
  rig.time.nowMs += 900_000 // another quarter of an hour
  const second = await again(first)
  rig.ledger.settle(first, settlement(undefined, 7))
  rig.ledger.settle(second, settlement(undefined, 7))
  rig.restart()
  expect(unpriced()).toEqual([1, 0])
  price(1)
  expect(unpriced()).toEqual([1, 0])
  price(2)
  expect(unpriced()).toEqual([0, 0])
  ledgerDb.close()
  logDb.close()
})
