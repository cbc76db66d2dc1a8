import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { hang } from '../support/fake-upstream.ts'
import { logTwoAttempts } from '../support/logged-attempts.ts'
import { chat } from './chat.ts'
import { expect, type GatewayUnderTest, test } from './fixtures.ts'

const showRequests = (page: Page) => page.getByRole('link', { name: 'Requests', exact: true }).click()
const gridOf = (page: Page) => page.getByRole('grid', { name: 'Requests, newest first' })

async function sendMany(gateway: GatewayUnderTest, token: string, count: number): Promise<void> {
  const atOnce = 10
  for (let sent = 0; sent < count; sent += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, count - sent) }, () =>
      chat(gateway, { token, model: 'sandbox/echo' }),
    )
    await Promise.all(batch)
  }
}

test('requests appear as they end, with an outcome in words', async ({ page, gateway }) => {
  await showRequests(page)
  await expect(page.getByText('No requests yet')).toBeVisible()

  const token = await gateway.createToken('notebook')
  await chat(gateway, { token, model: 'sandbox/echo', stream: true })
  await chat(gateway, { token: 'gth_wrong', model: 'sandbox/echo' })
  await chat(gateway, { token, model: 'nobody/knows' })

  const grid = gridOf(page)
  await expect(grid).toHaveAttribute('aria-rowcount', '3')
  await expect(grid.getByRole('row', { name: /notebook echo sandbox completed/ })).toBeVisible()
  await expect(grid.getByRole('row', { name: /notebook nobody\/knows .* rejected/ })).toBeVisible()
})

test('what asks nothing of a model has a row that says so, and strangers are counted', async ({
  page,
  gateway,
}) => {
  const token = await gateway.createToken('notebook')
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    await (await fetch(gateway.gatewayUrl + path, { headers, ...init })).arrayBuffer()
  }
  const messages = [{ role: 'user', content: 'Hello' }]
  const body = JSON.stringify({ model: 'sandbox/echo', messages })
  await ask('/v1/models')
  await ask('/v1/v1/messages', { method: 'POST', body })
  await ask('/v1/messages/count_tokens', { method: 'POST', body })
  await ask('/v1/models', { headers: {} })
  await chat(gateway, { token: 'gth_wrong', model: 'sandbox/echo' })
  await showRequests(page)

  const grid = gridOf(page)
  await expect(grid).toHaveAttribute('aria-rowcount', '4')
  await expect(grid.getByRole('row', { name: /notebook GET \/v1\/models .* completed/ })).toBeVisible()
  await expect(grid.getByRole('row', { name: /notebook echo · token count sandbox completed/ })).toBeVisible()
  await grid.getByRole('row', { name: /notebook POST \/v1\/v1\/messages .* rejected/ }).click()
  const about = page.getByRole('dialog').getByRole('region', { name: 'About' })
  await expect(about).toContainText('route_unknown')
  await expect(about).toContainText('POST /v1/v1/messages')
  await expect(page.getByRole('dialog').getByRole('region')).toHaveCount(1)
  await page.goBack()

  await page.getByText('2 requests without a valid token').hover()
  await expect(page.getByRole('tooltip')).toContainText('token_missing1token_unknown1')
})

test('filters narrow the list, and clearing them brings it back', async ({ page, gateway }) => {
  const notebook = await gateway.createToken('notebook')
  const nightly = await gateway.createToken('nightly')
  await chat(gateway, { token: notebook, model: 'sandbox/echo' })
  await chat(gateway, { token: nightly, model: 'sandbox/echo' })
  await chat(gateway, { token: nightly, model: 'nobody/knows' })
  await showRequests(page)
  const grid = gridOf(page)
  await expect(grid).toHaveAttribute('aria-rowcount', '4')

  const filters = page.getByRole('search')
  await filters.getByRole('button', { name: 'Client' }).click()
  await page.getByRole('checkbox', { name: 'nightly' }).check()
  await expect(grid).toHaveAttribute('aria-rowcount', '3')
  await page.keyboard.press('Escape')
  await expect(filters.getByRole('button', { name: 'Client: nightly' })).toBeFocused()
  await filters.getByRole('button', { name: 'Outcome' }).click()
  await page.getByRole('checkbox', { name: 'All failures' }).check()
  await expect(grid).toHaveAttribute('aria-rowcount', '2')
  await page.keyboard.press('Escape')

  // It is in the address: reload, other screens and Back lose nothing.
  await page.reload()
  await expect(grid).toHaveAttribute('aria-rowcount', '2')
  await page.getByRole('link', { name: 'Budgets', exact: true }).click()
  await showRequests(page)
  await expect(grid).toHaveAttribute('aria-rowcount', '2')
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain('nobody/knows')
  await page.getByRole('searchbox', { name: 'Search by model or request id' }).fill('no such model')
  await expect(page.getByText('No request matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(grid).toHaveAttribute('aria-rowcount', '4')
})

test('a row opens what is known of the request, and Back closes it', async ({ page, gateway }) => {
  const token = await gateway.createToken('notebook')
  await chat(gateway, { token, model: 'sandbox/echo', stream: true })
  await showRequests(page)

  await page.getByRole('row', { name: /echo sandbox/ }).click()
  const [row] = (await gateway.admin.listRequests({ offset: 0, limit: 1 })).rows
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByRole('region', { name: 'Timing' })).toContainText('First token')
  await expect(drawer.getByRole('region', { name: 'Tokens' })).toContainText(String(row?.outputTokens))
  await expect(drawer.getByRole('region', { name: 'Cost' })).toContainText('exact')
  await expect(drawer.getByRole('region', { name: 'About' })).toContainText(row?.requestId ?? 'no request')

  await page.goBack()
  await expect(drawer).toBeHidden()
  await expect(gridOf(page)).toBeVisible()
})

test('keys walk through the rows beside the open request, and Escape gives the focus back', async ({
  page,
  gateway,
}) => {
  const token = await gateway.createToken('notebook')
  for (const model of ['nobody/first', 'nobody/second', 'nobody/third']) await chat(gateway, { token, model })
  await showRequests(page)
  const grid = gridOf(page)
  await expect(grid).toHaveAttribute('aria-rowcount', '4')

  await grid.focus()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: 'Request' })
  await expect(panel).toContainText('nobody/third')
  await page.keyboard.press('j')
  await expect(panel).toContainText('nobody/second')
  await panel.getByRole('button', { name: 'Close' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(panel).toContainText('nobody/first')
  await page.reload()
  await expect(grid.getByRole('row', { selected: true })).toContainText('nobody/first')
  await page.keyboard.press('k')
  await expect(panel).toContainText('nobody/second')
  const [list, beside] = [await grid.boundingBox(), await panel.boundingBox()]
  expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(beside?.x ?? 0)

  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(grid).toBeFocused()
  await page.setViewportSize({ width: 800, height: 600 })
  await page.keyboard.press('Enter')
  await expect(page.locator('.mantine-Drawer-content')).toContainText('nobody/second')
  await page.keyboard.press('k')
  await expect(page.locator('.mantine-Drawer-content')).toContainText('nobody/third')
})

test('a running request has a clock and is stopped', async ({ page, gateway, upstream }) => {
  await gateway.admin.addProvider({
    id: 'lab',
    kind: 'openai-compatible',
    baseUrl: `${upstream.baseUrl}/v1`,
  })
  const token = await gateway.createToken('notebook')
  upstream.script({ steps: [hang()] })
  const answer = chat(gateway, { token, model: 'lab/slow-model' })
  await showRequests(page)

  const running = page.getByRole('region', { name: 'Running now' })
  await expect(running).toContainText('waiting for the provider')
  await running.getByRole('button', { name: 'Stop slow-model of notebook' }).click()
  expect(await answer).toBe(403)
  await expect(running).toBeHidden()
  await expect(page.getByRole('row', { name: /slow-model lab stopped by you/ })).toBeVisible()
})

test('a request of several attempts says where each went, how it ended, when, and what it cost', async ({
  page,
  gateway,
  homeDir,
}) => {
  const token = await gateway.createToken('notebook')
  await chat(gateway, { token, model: 'sandbox/echo' })
  logTwoAttempts(homeDir)
  await showRequests(page)

  await page.getByRole('row', { name: /large/ }).click()
  const attempts = page.getByRole('dialog').getByRole('region', { name: 'Attempts' })
  const rows = attempts.getByRole('row')
  await expect(rows).toHaveCount(3)
  await expect(rows.nth(1)).toHaveText(/1\s*busy\/small\s*refused · 429\s*5 ms – 130 ms\s*\$0/)
  await expect(rows.nth(2)).toHaveText(/2\s*open\/large\s*completed\s*150 ms – 900 ms\s*\$0\.000042/)
  await page.goBack()

  await page.getByRole('row', { name: /echo/ }).click()
  await expect(page.getByRole('dialog').getByRole('region', { name: 'Tokens' })).toBeVisible()
  await expect(page.getByRole('dialog').getByRole('region', { name: 'Attempts' })).toBeHidden()
})

test('a cost that is not known is never shown as zero', async ({ page, gateway, upstream }) => {
  await gateway.admin.addProvider({
    id: 'lab',
    kind: 'openai-compatible',
    baseUrl: `${upstream.baseUrl}/v1`,
  })
  const token = await gateway.createToken('notebook')
  await chat(gateway, { token, model: 'lab/private-model' })
  await showRequests(page)

  const row = page.getByRole('row', { name: /private-model/ })
  await expect(row).toContainText('unknown')
  await expect(row).not.toContainText('$')
})

test('a long log keeps few rows in the page and reaches its oldest by keyboard', async ({
  page,
  gateway,
}) => {
  const token = await gateway.createToken('notebook')
  await chat(gateway, { token, model: 'nobody/the-oldest' })
  await sendMany(gateway, token, 600)
  await showRequests(page)
  const grid = gridOf(page)
  await expect(grid).toHaveAttribute('aria-rowcount', '602')
  expect(await grid.getByRole('row').count()).toBeLessThan(80)

  await grid.focus()
  await page.keyboard.press('End')
  const oldest = grid.getByRole('row', { name: /nobody\/the-oldest/ })
  await expect(oldest).toHaveAttribute('aria-rowindex', '602')
  await expect(oldest).toHaveAttribute('aria-selected', 'true')
  expect(await grid.getByRole('row').count()).toBeLessThan(80)

  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('nobody/the-oldest')

  // However far down it is, a reload finds the open row again.
  await page.reload()
  await expect(page.getByRole('dialog')).toContainText('nobody/the-oldest')
  await expect(oldest).toHaveAttribute('aria-selected', 'true')
})

test('while the list is read it stands still, and new requests wait behind a button', async ({
  page,
  gateway,
}) => {
  const token = await gateway.createToken('notebook')
  await sendMany(gateway, token, 60)
  await showRequests(page)
  const grid = gridOf(page)
  await expect(grid).toHaveAttribute('aria-rowcount', '61')

  await grid.focus()
  await page.keyboard.press('End')
  await expect(page.getByText('Paused · 60 requests')).toBeVisible()
  await chat(gateway, { token, model: 'nobody/the-newest' })

  await page.getByRole('button', { name: '1 new request' }).click()
  await expect(grid.getByRole('row', { name: /nobody\/the-newest/ })).toHaveAttribute('aria-rowindex', '2')
  await expect(page.getByText('Live · 61 requests')).toBeVisible()
})
