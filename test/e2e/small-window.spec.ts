import type { Page } from '@playwright/test'
import { screens } from '../../renderer/components/route-hash.ts'
import { calendarBudget, ruledBudget } from '../support/budgets.ts'
import { chat } from './chat.ts'
import { expect, test } from './fixtures.ts'

test('in a small window nothing covers anything, and no screen is wider than it', async ({
  page,
  gateway,
}) => {
  const { admin } = gateway
  const token = await gateway.createToken('pipeline-with-a-long-name')
  const client = (await admin.listClients({})).find(({ name }) => name === 'pipeline-with-a-long-name')
  const id = client?.id ?? ''
  await admin.assignClient({ id, personId: 'A person with a rather long name', teamId: 'laboratory/vision' })
  const month = { window: 'month', zone: 'Europe/Berlin' } as const
  await admin.setBudget(calendarBudget('1000000', { ...month, unit: 'tokens' }, { mode: 'soft' }))
  await admin.setBudget(
    calendarBudget('1', month, { scope: { kind: 'team', id: 'laboratory/vision' }, mode: 'shadow' }),
  )
  const atOnce = { kind: 'concurrency', unit: 'requests', limit: '1' } as const
  await admin.setBudget(ruledBudget(atOnce, { scope: { kind: 'client', id } }))
  await chat(gateway, { token, model: 'sandbox/echo' })

  await page.setViewportSize({ width: 800, height: 600 })
  for (const screen of screens) {
    await page.getByRole('link', { name: screen, exact: false }).first().click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(screen, 'i'))
    await expect.poll(() => overhangPx(page), screen).toBe(0)
  }

  await page.getByRole('link', { name: 'Budgets' }).click()
  await expect(page.getByText('of 1 request', { exact: true })).toBeVisible()
  const bars = {
    'tokens per month': 'All clients, tokens per month',
    'per month': 'Team laboratory/vision, per month (shadow)',
    'requests at once': 'pipeline-with-a-long-name, requests at once',
  }
  for (const [rule, bar] of Object.entries(bars)) {
    const words = await page.getByText(rule, { exact: true }).boundingBox()
    const drawn = await page.getByLabel(bar, { exact: true }).boundingBox()
    if (words === null || drawn === null) throw new Error(`${rule} is not shown`)
    expect(words.y + words.height, rule).toBeLessThanOrEqual(drawn.y)
  }
})

/** How far the page is wider than the window. */
function overhangPx(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
