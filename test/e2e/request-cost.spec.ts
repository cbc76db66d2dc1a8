import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { calendarBudget } from '../support/budgets.ts'
import { chat } from './chat.ts'
import { expect, type GatewayUnderTest, test } from './fixtures.ts'

const thinking = { completion_tokens_details: { reasoning_tokens: 700 } }
const usage = { prompt_tokens: 3000, completion_tokens: 1500, total_tokens: 4500 }

async function ask(gateway: GatewayUnderTest, baseUrl: string, model: string): Promise<void> {
  await gateway.admin.addProvider({ id: 'lab', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'k' })
  const token = await gateway.createToken('notebook')
  await chat(gateway, { token, model: `lab/${model}` })
}

async function openCost(page: Page, model: RegExp) {
  await page.getByRole('link', { name: 'Requests', exact: true }).click()
  await page.getByRole('row', { name: model }).click()
  return page.getByRole('dialog').getByRole('region', { name: 'Cost' })
}

const answer = (reported: object, more: object = {}) => ({
  answer: {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ choices: [{ index: 0, message: { content: 'Hi' } }], usage: reported, ...more }),
  },
})

test('a cost is shown as it adds up', async ({ page, gateway, upstream }) => {
  const cached = { prompt_tokens_details: { cached_tokens: 1000 } }
  upstream.script(answer({ ...usage, ...cached, ...thinking }, { service_tier: 'priority' }))
  await ask(gateway, upstream.baseUrl, 'gpt-5')
  const cost = await openCost(page, /gpt-5/)
  await expect(cost.getByRole('row', { name: 'Input 2,000 × $1.25 / M $0.0025' })).toBeVisible()
  await expect(cost.getByRole('row', { name: 'Cache read 1,000 × $0.125 / M $0.000125' })).toBeVisible()
  await expect(cost.getByRole('row', { name: 'Output 800 × $10.00 / M $0.008' })).toBeVisible()
  await expect(cost.getByRole('row', { name: 'Reasoning 700 × $10.00 / M $0.007' })).toBeVisible()
  await expect(cost.getByRole('row', { name: 'Served as “priority” × 2' })).toBeVisible()
  await expect(cost.getByRole('row', { name: /^Total \$0\.0353/ })).toBeVisible()
})

test('an amount that is not believed says why', async ({ page, gateway, upstream }) => {
  upstream.script(answer({ ...usage, total_tokens: 10 }))
  await ask(gateway, upstream.baseUrl, 'gpt-5')
  const cost = await openCost(page, /gpt-5/)
  await expect(cost).toContainText('Why estimated')
  await expect(cost).toContainText('The total is not the sum of its parts.')
})

test('a cost that is unknown says what has no price, and what is charged', async ({
  page,
  gateway,
  upstream,
}) => {
  upstream.script(answer(usage, { service_tier: 'priority' }))
  await ask(gateway, upstream.baseUrl, 'gpt-5-nano')
  const cost = await openCost(page, /gpt-5-nano/)
  await expect(cost.getByRole('row', { name: 'Served as “priority” no known price' })).toBeVisible()
  await expect(cost.getByRole('row', { name: 'Total unknown' })).toBeVisible()
  await expect(cost).toContainText('Charged at most')
})

test('a refusal says first what refused it, and leads to the price and to the budget', async ({
  page,
  gateway,
  upstream,
}) => {
  await gateway.admin.setBudget(calendarBudget('1000'))
  await ask(gateway, upstream.baseUrl, 'house-model')
  await chat(gateway, { token: await gateway.createToken('editor'), model: 'lab/gpt-5' })
  await page.getByRole('link', { name: 'Requests', exact: true }).click()
  await page.getByRole('row', { name: /house-model/ }).click()
  const panel = page.getByRole('dialog').filter({ has: page.getByRole('note') })
  await expect(panel.getByRole('note')).toContainText('“lab” lists no model “house-model”')
  await panel.getByRole('button', { name: 'Set the price' }).click()
  const form = page.getByRole('dialog', { name: 'Price a model' })
  await form.getByLabel('Input', { exact: true }).fill('1')
  await form.getByLabel('Output', { exact: true }).fill('1')
  await form.getByRole('button', { name: 'Save price' }).click()
  await expect(panel.getByRole('note')).toContainText('It has a price now.')
  await panel.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('row', { name: /gpt-5/ }).click()
  await expect(panel.getByRole('note')).toContainText(
    /“All clients, per day” allows \$0\.000001\. It had \$0\.000001 left, and this request asked for \$[\d.]+\. That is more/,
  )
  await expect(panel.getByRole('region', { name: 'Cost' })).toBeHidden()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).include('[role=note]').analyze()
    expect(violations).toEqual([])
  }
  await panel.getByRole('link', { name: 'See the budget' }).click()
  await expect(page.locator('[data-shown]')).toContainText('All clients')
})
