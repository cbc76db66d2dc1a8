import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Scope } from '../../../gateway/budgets/budget.ts'
import { openBudgetHistory } from '../../../gateway/storage/budget-history.ts'
import { openForQueries } from '../../../gateway/storage/databases.ts'
import { holdRequestOf, settlement } from '../../support/ledger-records.ts'
import { dayBudget, type LedgerRig, openLedgerRig } from '../../support/ledger-rig.ts'

let rig: LedgerRig
beforeEach(() => {
  rig = openLedgerRig()
})
afterEach(() => rig.close())

const day = 86_400_000
const midnight = Date.parse('2026-11-23T00:00:00Z')
const windows = [-1, 0, 1].map(days => ({
  startMs: midnight + days * day,
  endMs: midnight + (days + 1) * day,
}))

async function spend(amount: bigint, changes = {}): Promise<void> {
  rig.ledger.settle(await rig.ledger.reserve(holdRequestOf(amount, changes)), settlement(amount))
}

test('says what each window spent, the same as the budget itself', async () => {
  rig.ledger.setBudget(dayBudget(1000n))
  await spend(30n)
  await spend(12n)
  rig.time.nowMs += day
  await spend(7n)
  rig.restart()
  const db = openForQueries(rig.home, 'ledger')
  const history = openBudgetHistory(db)({ scope: { kind: 'all', id: null }, unit: 'usd', windows })
  expect(history.map(({ spent }) => spent)).toEqual(['0', '42', '7'])
  expect(String(rig.balance()?.settled)).toBe(history.at(-1)?.spent)
  db.close()
})

test('counts what the scope covers alone', async () => {
  await spend(30n, { teamId: 'lab/vision' })
  await spend(12n, { teamId: 'labour' })
  await spend(5n, { teamId: 'lab', sandbox: true })
  await spend(3n, { providerId: 'sandbox', model: 'echo', sandbox: true })
  rig.restart()
  const db = openForQueries(rig.home, 'ledger')
  const history = openBudgetHistory(db)
  const spent = (scope: Scope) => history({ scope, unit: 'usd', windows })[1]?.spent
  expect(spent({ kind: 'team', id: 'lab' })).toBe('30')
  expect(spent({ kind: 'all', id: null })).toBe('42')
  expect(spent({ kind: 'model', id: 'echo' })).toBe('0')
  expect(spent({ kind: 'model', id: 'sandbox/echo' })).toBe('3')
  expect(spent({ kind: 'provider', id: 'sandbox' })).toBe('3')
  expect(history({ scope: { kind: 'all', id: null }, unit: 'usd', windows: [] })).toEqual([])
  db.close()
})
