import type { Page } from '@playwright/test'
import type { BudgetRule } from '../../gateway/contract/budgets.ts'
import { chat } from './chat.ts'
import { expect, test } from './fixtures.ts'

const plain = { scope: { kind: 'all' }, mode: 'hard', strict: false, atCap: 'finish' } as const
const perDay = (limit: string, unit: 'usd' | 'tokens'): BudgetRule => ({
  kind: 'calendar',
  window: 'day',
  zone: 'UTC',
  weekStart: 1,
  monthStart: 1,
  unit,
  limit,
})

const showBudgets = (page: Page) => page.getByRole('link', { name: 'Budgets' }).click()

test('teams hold the teams and the clients within them', async ({ page, gateway }) => {
  const { client } = await gateway.admin.createClient({ name: 'notebook' })
  await gateway.admin.assignClient({ id: client.id, personId: null, teamId: 'lab/vision' })
  const rule = perDay('1000', 'tokens')
  await gateway.admin.setBudget({ ...plain, scope: { kind: 'team', id: 'lab' }, rule })
  await gateway.admin.setBudget({ ...plain, scope: { kind: 'client', id: client.id }, rule })
  await showBudgets(page)
  const lab = page.getByRole('region', { name: 'Teams' }).getByRole('listitem').first()
  await expect(lab).toContainText('lab,tokens per day')
  const vision = lab.getByRole('listitem').first()
  await expect(vision).toContainText('lab/vision no budget of its own')
  await expect(vision.getByRole('listitem')).toContainText('notebook,tokens per day')
  await expect(page.getByRole('region', { name: 'Clients' })).toBeHidden()

  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByText('Team lab, tokens per day')).toBeVisible()
  await page.getByRole('link', { name: 'View all' }).first().click()
  await expect(page.getByRole('heading', { name: 'Budgets', level: 1 })).toBeVisible()
})

test('a mark that is reached is told once, on any screen', async ({ page, gateway, upstream }) => {
  await gateway.admin.addProvider({
    id: 'openai',
    kind: 'openai',
    baseUrl: `${upstream.baseUrl}/v1`,
    key: 'sk-test',
  })
  const token = await gateway.createToken('notebook')
  // A request and its answer are some 30 tokens.
  await gateway.admin.setBudget({ ...plain, mode: 'soft', rule: perDay('50', 'tokens') })
  await page.getByRole('link', { name: 'Tokens' }).click()
  await expect(page.getByRole('row', { name: /notebook/ })).toBeVisible()

  expect(await chat(gateway, { token, model: 'openai/gpt-4o-mini' })).toBe(200)
  const told = page.getByRole('alert').filter({ hasText: 'All clients, tokens per day reached' })
  await expect(told).toHaveText(/All clients, tokens per day reached 50 %/)
  expect(await chat(gateway, { token, model: 'openai/gpt-4o-mini' })).toBe(200)
  await expect(told.filter({ hasText: 'reached 100 %' })).toHaveCount(1)

  await page.reload()
  await expect(page.getByRole('row', { name: /notebook/ })).toBeVisible()
  await expect(told).toHaveCount(0)
  await showBudgets(page)
  await expect(page.getByText(/^\d+ over$/)).toBeVisible()
  const alerts = page.getByRole('region', { name: 'Past alerts' })
  await expect(alerts.getByRole('row', { name: /All clients, tokens per day 100 %/ })).toBeVisible()
  await page.getByRole('button', { name: 'History of All clients, tokens per day' }).click()
  await expect(page.getByRole('table', { name: /^History of/ }).getByRole('row')).toHaveCount(2)
})
