import { pino } from 'pino'
import { openLedger } from '../../gateway/ledger/ledger.ts'
import { openLedgerDb } from '../../gateway/storage/databases.ts'
import { openLedgerJournal } from '../../gateway/storage/ledger-journal.ts'
import { holdRequestOf, settlement } from '../support/ledger-records.ts'
import { dayBudget } from '../support/ledger-rig.ts'
import { test as base, expect } from './fixtures.ts'

/** A home whose ledger was used while the clock was 400 days ahead. */
const test = base.extend({
  homeDir: async ({ homeDir }, use) => {
    const aheadMs = Date.now() + 400 * 86_400_000
    const ledger = openLedger({
      journal: openLedgerJournal(openLedgerDb(homeDir)),
      now: () => aheadMs,
      monotonicMs: () => 0,
      nameOf: ({ id }) => id,
      titleOf: ({ id }) => id,
      log: pino({ level: 'silent' }),
    })
    ledger.setBudget(dayBudget(5_000_000_000n))
    ledger.settle(await ledger.reserve(holdRequestOf(3_000_000_000n)), settlement(2_000_000_000n))
    ledger.close()
    await use(homeDir)
  },
})

test('a ledger whose time is ahead is told on the Budgets screen, and put right there', async ({
  page,
  gateway,
}) => {
  await page.getByRole('link', { name: 'Budgets' }).click()
  await expect(page.getByText(/^Budgets stand still until /)).toBeVisible()
  await expect(page.getByText(/gatehouse ledger correct-clock/)).toBeVisible()
  await page.getByRole('button', { name: 'Put the time right' }).click()
  const dialog = page.getByRole('dialog', { name: 'Put the time right' })
  await expect(dialog).toContainText('nothing is granted')
  await dialog.getByRole('button', { name: 'Put the time right' }).click()
  await expect(page.getByText("The ledger's time is right.")).toBeVisible()
  await expect(page.getByText(/^Budgets stand still until /)).toBeHidden()
  await expect(page.getByText('$2.00 settled')).toBeVisible()
  await expect(page.getByText(/gatehouse ledger correct-clock/)).toBeHidden()
  const { time, clockCorrections } = await gateway.admin.readLedger({})
  expect(time.aheadMs).toBe(0)
  expect(clockCorrections).toMatchObject([{ by: 'window', entries: 1 }])
})
