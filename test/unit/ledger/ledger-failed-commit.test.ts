// A commit that fails was never: no counter remembers it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NewBudgetRecord } from '../../../gateway/ledger/books.ts'
import { holdRequest, holdRequestOf, settlement } from '../../support/ledger-records.ts'
import { dayBudget, type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

let rig: LedgerRig

beforeEach(() => {
  rig = openLedgerRig()
})

afterEach(() => rig.close())

const tooLarge = (amount: bigint) => holdRequestOf(amount, { model: 'x'.repeat(100_000) })

/** From here on no hold of `tooLarge` can be journalled. */
const fillDisk = () => rig.db.pragma('max_page_count = 1')
const emptyDisk = () => rig.db.pragma('max_page_count = 1000000')

const bucket: NewBudgetRecord = {
  scope: { kind: 'all', id: null },
  rule: { kind: 'bucket', unit: 'requests', limit: 10n, refillPerSecond: 0 },
  mode: 'hard',
  strict: false,
  atCap: 'finish',
}
const atOnce: NewBudgetRecord = { ...bucket, rule: { kind: 'concurrency', unit: 'requests', limit: 3n } }

test('a shadow budget counts no request that was never sent', async () => {
  rig.ledger.setBudget({ ...dayBudget(50n), mode: 'shadow' })
  await rig.ledger.reserve(holdRequestOf(100n))
  fillDisk()
  await expect(rig.ledger.reserve(tooLarge(100n))).rejects.toMatchObject({ code: 'ledger_unavailable' })
  expect(rig.ledger.balances()).toMatchObject([{ wouldHaveRefused: 1 }])
})

test('a shadow budget that is set again while a request waits counts right, whether its commit fails or not', async () => {
  const shadow = { ...dayBudget(50n), mode: 'shadow' } as const
  rig.ledger.setBudget(shadow)
  const running = await rig.ledger.reserve(holdRequestOf(100n))
  rig.ledger.setBudget(shadow)
  expect(rig.ledger.balances()).toMatchObject([{ wouldHaveRefused: 1 }])
  fillDisk()
  const refused = rig.ledger.reserve(tooLarge(100n))
  await expect(refused).rejects.toMatchObject({ code: 'ledger_unavailable' })
  emptyDisk()
  rig.ledger.settle(running, settlement(100n))
  rig.ledger.setBudget(shadow)
  expect(rig.ledger.balances()).toMatchObject([{ wouldHaveRefused: 1 }])
})

test('a soft budget tells of no request that was never sent', async () => {
  rig.ledger.setBudget({ ...dayBudget(50n), mode: 'soft' })
  fillDisk()
  const told: (readonly string[])[] = []
  await expect(rig.ledger.reserve(tooLarge(100n), names => told.push(names))).rejects.toMatchObject({
    code: 'ledger_unavailable',
  })
  expect(told).toEqual([])
  emptyDisk()
  await rig.ledger.reserve(holdRequestOf(100n), names => told.push(names))
  expect(told).toHaveLength(1)
})

test('a bucket, requests at once and money are as before, now and after a restart', async () => {
  rig.ledger.setBudget(dayBudget(10_000n))
  rig.ledger.setBudget(bucket)
  rig.ledger.setBudget(atOnce)
  rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(42n))
  const amounts = () =>
    rig.ledger.balances().map(({ gauge: { settled, held, left } }) => [settled, held, left])
  const before = amounts()
  fillDisk()
  await expect(rig.ledger.reserve(tooLarge(100n))).rejects.toMatchObject({ code: 'ledger_unavailable' })
  expect(amounts()).toEqual(before)
  emptyDisk()
  rig.restart()
  expect(amounts()).toEqual(before)
})

test('no mark is told for a request that was never sent, and the next that reaches it is told', async () => {
  rig.ledger.setBudget(dayBudget(100n))
  fillDisk()
  await expect(rig.ledger.reserve(tooLarge(100n))).rejects.toMatchObject({ code: 'ledger_unavailable' })
  expect(rig.ledger.notices).toEqual([])
  emptyDisk()
  rig.ledger.settle(await rig.ledger.reserve(holdRequestOf(60n)), settlement(60n))
  expect(rig.ledger.notices).toMatchObject([{ percent: 50 }])
})
