import {
  type PricePublisher,
  pricesOf,
  publishedTable,
  startPricePublisher,
} from '../support/price-publisher.ts'
import { chat } from './chat.ts'
import { test as base, expect } from './fixtures.ts'
import { toast } from './toast.ts'

const test = base.extend<{ readonly publisher: PricePublisher }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs off its first parameter
  publisher: async ({}, use) => {
    const publisher = await startPricePublisher()
    await use(publisher)
    await publisher[Symbol.asyncDispose]()
  },
  environment: async ({ publisher }, use) => use({ GATEHOUSE_PRICE_TABLE_URL: publisher.url }),
})

test('new prices are looked at, taken with one click and taken back with another', async ({
  page,
  gateway,
  upstream,
  publisher,
}) => {
  const { admin } = gateway
  await admin.addProvider({ id: 'main', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-test' })
  const table = await publishedTable()
  pricesOf(table, 'openai', 'gpt-4o-mini').input_mtok = 0.12
  publisher.publish(table)
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  const card = page.getByRole('region', { name: 'Price table' })

  await test.step('how old the table is, and that nothing is fetched unasked', async () => {
    await expect(card).toContainText(/genai-prices [\d.]+Published \w+ \d+, \d{4}, .*ago/)
    await expect(card).toContainText('New prices are fetched only when you ask for them.')
    expect(publisher.asked).toBe(0)
  })

  await test.step('what would change, which may be left', async () => {
    await card.getByRole('button', { name: 'Check for new prices' }).click()
    const review = page.getByRole('dialog', { name: 'New prices' })
    await expect(
      review.getByRole('row', { name: /main\/gpt-4o-mini.*Input.*\$0\.15 → \$0\.12.*at once/ }),
    ).toBeVisible()
    await review.getByRole('button', { name: 'Not now' }).click()
    await expect(card).toContainText(/genai-prices data [\d-]+ was fetched and waits for your look/)
    expect((await admin.readPriceTables({})).active.id).toBe(0)
  })

  await test.step('taken', async () => {
    await card.getByRole('button', { name: 'Look at it' }).click()
    await page.getByRole('button', { name: 'Take these prices' }).click()
    await expect(toast(page, /genai-prices data [\d-]+ is in effect\./)).toBeVisible()
    await expect(card).toContainText(/Fetched \w+ \d+, \d{4}/)
    const provider = page.getByRole('article', { name: 'main' })
    await provider.getByRole('button', { name: /\d+ models?/ }).click()
    await expect(provider.getByRole('row', { name: /gpt-4o-mini.*\$0\.12/ })).toBeVisible()
  })

  await test.step('and taken back', async () => {
    await card.getByRole('button', { name: 'More actions: Price table' }).click()
    await page.getByRole('menuitem', { name: /^Go back to genai-prices [\d.]+$/ }).click()
    await expect(card).toContainText(/Published/)
    await expect(page.getByRole('row', { name: /gpt-4o-mini.*\$0\.15/ })).toBeVisible()
  })
})

test('what is hard to believe needs a second yes', async ({ page, gateway, upstream, publisher }) => {
  const { admin } = gateway
  await admin.addProvider({ id: 'main', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-test' })
  const table = await publishedTable()
  pricesOf(table, 'openai', 'gpt-4o-mini').output_mtok = 0
  publisher.publish(table)
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  await page.getByRole('button', { name: 'Check for new prices' }).click()
  const review = page.getByRole('dialog', { name: 'New prices' })
  await expect(review.getByRole('row', { name: /gpt-4o-mini costs nothing now/ }).first()).toBeVisible()
  const take = review.getByRole('button', { name: 'Take these prices' })
  await expect(take).toBeDisabled()
  await review.getByLabel('I have looked: this is right').check()
  await take.click()
  await expect(review).toBeHidden()
  expect((await admin.readPriceTables({})).active.name).toMatch(/^genai-prices data/)
})

test('models that were used and have no price are named', async ({ page, gateway, upstream }) => {
  const { admin } = gateway
  await admin.addProvider({ id: 'main', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-test' })
  const token = await gateway.createToken('notebook')
  await chat(gateway, { token, model: 'main/house-model' })
  await expect.poll(async () => (await admin.readPriceTables({})).unpriced.length).toBe(1)
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  const card = page.getByRole('region', { name: 'Price table' })
  await expect(card).toContainText('1 model used in the last 30 days has no price')
  await expect(card).toContainText(/main\/house-model.*1 request/)
})
