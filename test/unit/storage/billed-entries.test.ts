import { afterEach, beforeEach, expect, test } from 'vitest'
import { correctionsQuery } from '../../../gateway/storage/billed-entries.ts'
import { openLedgerJournal } from '../../../gateway/storage/ledger-journal.ts'
import { holdRequest, nano, settlement } from '../../support/ledger-records.ts'
import { type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

let rig: LedgerRig

beforeEach(() => {
  rig = openLedgerRig()
})

afterEach(() => rig.close())

async function settle(count: number, cost: bigint): Promise<void> {
  const holds = await Promise.all(Array.from({ length: count }, () => rig.ledger.reserve(holdRequest())))
  for (const hold of holds) rig.ledger.settle(hold, settlement(cost))
  rig.restart()
}

const correctTo = (cost: bigint, entryIds: readonly number[]) =>
  openLedgerJournal(rig.db).correct(
    entryIds.map(entryId => ({ entryId, cost: nano(cost), priceSource: 'test' })),
    rig.time.nowMs,
  )

test('the corrections of a page are found by their index, within its bounds, and in its order', () => {
  const plan = rig.db.prepare(`EXPLAIN QUERY PLAN ${correctionsQuery}`).all(1, 500) as { detail: string }[]
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH entries USING INDEX entries_corrects (corrects>? AND corrects<?)',
  ])
})

test('the index holds corrections alone: an ordinary request costs nothing more', async () => {
  await settle(3, 5n)
  const pages = () =>
    rig.db.prepare("SELECT sum(ncell) FROM dbstat WHERE name = 'entries_corrects'").pluck().get() as number
  expect(pages()).toBe(0)
  correctTo(7n, [2])
  expect(pages()).toBe(1)
})

test('a page reads the entries within its bounds alone, however many corrections there are', async () => {
  await settle(10, 5n)
  for (const cost of [6n, 7n, 8n]) correctTo(cost, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const { billed } = openLedgerJournal(rig.db)
  expect(billed(2, 5, 0).map(({ id, cost }) => [id, cost])).toEqual([
    [3, 8n],
    [4, 8n],
    [5, 8n],
  ])
  expect(rig.db.prepare(correctionsQuery).all(3, 5)).toHaveLength(3)
  expect(billed(10, 40, 0)).toEqual([]) // the corrections themselves
})

test('a correction is computed against what its entry costs at the moment of writing', async () => {
  await settle(1, 5n)
  expect(correctTo(9n, [1])).toEqual({ corrected: 1, difference: 4n })
  expect(correctTo(9n, [1])).toEqual({ corrected: 0, difference: 0n })
  expect(correctTo(2n, [1])).toEqual({ corrected: 1, difference: -7n })
  expect(rig.rows('SELECT cost_nano_usd AS cost, charged_nano_usd AS charged FROM entries')).toEqual([
    { cost: 5, charged: 5 },
    { cost: 4, charged: 4 },
    { cost: -7, charged: -7 },
  ])
})

test('reading begins at the first entry that can be of the time that was asked for', async () => {
  await settle(4, 5n)
  rig.time.nowMs += 3_600_000
  await settle(2, 5n)
  expect(rig.ledger.beforeEntriesSince(rig.time.nowMs)).toBe(4)
  expect(rig.ledger.newestEntry()).toBe(6)
})
