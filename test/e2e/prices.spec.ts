import { chat } from './chat.ts'
import { expect, test } from './fixtures.ts'
import { toast } from './toast.ts'

test('a price of one’s own is set, holds for the past where that is asked, and is taken back', async ({
  page,
  gateway,
  upstream,
}) => {
  const { admin } = gateway
  await admin.addProvider({ id: 'main', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-test' })
  const token = await gateway.createToken('notebook')
  await chat(gateway, { token, model: 'main/house-model' })
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  const card = page.getByRole('article', { name: 'main' })
  await card.getByRole('button', { name: /\d+ models?/ }).click()

  await test.step('of a model that the provider does not list', async () => {
    await card.getByRole('button', { name: 'Price a model' }).click()
    const form = page.getByRole('dialog', { name: 'Price a model' })
    await form.getByRole('button', { name: 'Save price' }).click()
    await expect(form.getByText('Name the model.')).toBeVisible()
    await expect(form.getByText('Enter dollars, such as 2.50.')).toHaveCount(2)

    await form.getByLabel('Model').fill('house-model')
    await form.getByLabel('Input', { exact: true }).fill('1000')
    await form.getByLabel('Output', { exact: true }).fill('2000')
    await form.getByText('Price this month’s requests anew').click()
    await form.getByRole('button', { name: 'Save price' }).click()
    await expect(form).toBeHidden()
    await expect(toast(page, 'house-model was saved, 1 request corrected.')).toBeVisible()
    await expect(
      card.getByRole('row', { name: /house-model.*yours.*\$1,000\.00.*\$2,000\.00/ }),
    ).toBeVisible()
    const { month } = await admin.readOverview({ zone: 'UTC' })
    expect(month).toMatchObject({ unpricedRequests: 0 })
  })

  await test.step('of a listed one, whose other rates stay the table’s', async () => {
    await card.getByRole('button', { name: 'Set the price: gpt-4o-mini' }).click()
    const form = page.getByRole('dialog', { name: 'Price of gpt-4o-mini' })
    await expect(form.getByLabel('Input', { exact: true })).toHaveValue('0.15')
    await form.getByLabel('Input', { exact: true }).fill('7')
    await form.getByRole('button', { name: 'Save price' }).click()
    await expect(form).toBeHidden()
    const prices = await admin.listPrices({ providerId: 'main' })
    expect(prices.find(({ model }) => model === 'gpt-4o-mini')).toMatchObject({
      inputNanoUsdPerMillion: '7000000000',
      cacheReadNanoUsdPerMillion: '75000000',
      source: 'override',
    })
  })

  await test.step('and taken back', async () => {
    await expect(card.getByRole('row', { name: /gpt-4o-mini.*yours.*\$7\.00/ })).toBeVisible()
    await card.getByRole('button', { name: 'Set the price: gpt-4o-mini' }).click()
    await page.getByRole('button', { name: 'Use the table’s price' }).click()
    await expect(toast(page, 'gpt-4o-mini costs what the price table says again.')).toBeVisible()
    await expect(card.getByRole('row', { name: /gpt-4o-mini.*\$0\.15/ })).not.toContainText('yours')
  })
})

test('a provider that lists no models can have prices all the same', async ({ page, gateway, upstream }) => {
  upstream.scriptModels({ answer: { status: 404, headers: {}, body: '' } })
  await gateway.admin.addProvider({
    id: 'local',
    kind: 'openai-compatible',
    baseUrl: `${upstream.baseUrl}/v1`,
  })
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  const card = page.getByRole('article', { name: 'local' })
  await card.getByRole('button', { name: '0 models' }).click()
  await expect(card.getByText('This provider lists no models.')).toBeVisible()

  await card.getByRole('button', { name: 'Price a model' }).click()
  const form = page.getByRole('dialog', { name: 'Price a model' })
  await form.getByLabel('Model').fill('llama-4')
  await form.getByLabel('Input', { exact: true }).fill('0')
  await form.getByLabel('Output', { exact: true }).fill('0')
  await form.getByRole('button', { name: 'Save price' }).click()
  await expect(card.getByRole('row', { name: /llama-4.*yours.*\$0\.00/ })).toBeVisible()
})
