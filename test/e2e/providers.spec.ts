import { expect, test } from './fixtures.ts'
import { toast } from './toast.ts'

const key = 'sk-canary-8c1f0e'

test('a provider is added, tested and removed, and its key never comes back', async ({
  page,
  gateway,
  upstream,
}) => {
  const received: string[] = []
  page.on('response', response => {
    if (response.url().includes('/api/'))
      response.text().then(
        text => received.push(text),
        () => undefined,
      )
  })
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  await expect(page.getByText('No provider set up')).toBeVisible()

  await page.getByRole('button', { name: 'Add a provider' }).click()
  const form = page.getByRole('dialog', { name: 'Add a provider' })
  await form.getByRole('combobox', { name: 'Kind' }).click()
  await page.getByRole('option', { name: 'OpenAI', exact: true }).click()
  await expect(form.getByLabel('Base URL')).toHaveValue('https://api.openai.com/v1')
  await form.getByRole('button', { name: 'Add a provider' }).click()
  await expect(form.getByText('This kind needs a key.')).toBeVisible()

  await form.getByLabel('Base URL').fill(`${upstream.baseUrl}/v1`)
  await form.getByRole('textbox', { name: 'Id' }).fill('main')
  await form.getByLabel('OpenAI API key').fill(key)
  await form.getByRole('button', { name: 'Add a provider' }).click()
  await expect(form).toBeHidden()
  await expect(toast(page, 'main was added. The sandbox is off now')).toBeVisible()

  const card = page.getByRole('article', { name: 'main' })
  await expect(card).toContainText('key stored')
  await card.getByRole('button', { name: 'Test' }).click()
  await expect(card.getByRole('status')).toContainText(/Answered in .*, \d+ models?/)
  expect(upstream.requests.at(-1)?.headers.authorization).toBe(`Bearer ${key}`)

  await card.getByRole('button', { name: /\d+ models?/ }).click()
  const [model] = (await gateway.admin.listProviders({}))[0]?.models ?? []
  await card.getByRole('searchbox', { name: 'Find a model' }).fill(model?.id ?? 'none')
  await expect(card.getByRole('row')).toHaveCount(2)

  expect(await page.content()).not.toContain(key)
  expect(received.join()).not.toContain(key)

  await card.getByRole('button', { name: 'More actions: main' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(card).toBeHidden()
  expect((await gateway.admin.listProviders({})).filter(({ sandbox }) => !sandbox)).toEqual([])
})

test('a kind is found by typing, and the list is grouped by where the servers are', async ({
  page,
  gateway,
}) => {
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  await page.getByRole('button', { name: 'Add a provider' }).click()
  const form = page.getByRole('dialog', { name: 'Add a provider' })
  const kind = form.getByRole('combobox', { name: 'Kind' })
  await kind.click()
  for (const group of ['Hosted', 'On this machine', 'Other'])
    await expect(page.getByText(group, { exact: true })).toBeAttached()
  await kind.fill('llama.')
  await expect(page.getByRole('option')).toHaveText(['llama.cpp'])
  await kind.press('Enter')
  await expect(form.getByLabel('Base URL')).toHaveValue('http://localhost:8080/v1')
  await expect(form.getByRole('textbox', { name: 'Id' })).toHaveValue('llama-cpp')
  await expect(form.getByText('Optional for this kind.')).toBeVisible()
  await kind.fill('nobody')
  await expect(page.getByText('No kind matches.')).toBeVisible()
  await kind.press('Enter')
  await kind.fill('vllm')
  await kind.press('Enter')
  await expect(form.getByRole('textbox', { name: 'Id' })).toHaveValue('vllm')
  expect((await gateway.admin.listProviders({})).filter(({ sandbox }) => !sandbox)).toEqual([])
})

test('a test that fails says why in the provider’s words', async ({ page, gateway, upstream }) => {
  await gateway.admin.addProvider({
    id: 'main',
    kind: 'openai',
    baseUrl: `${upstream.baseUrl}/v1`,
    key,
  })
  upstream.scriptModels({
    answer: {
      status: 401,
      headers: { 'content-type': 'application/json' },
      body: '{"error":{"message":"Your key has expired."}}',
    },
  })
  await page.getByRole('link', { name: 'Providers', exact: true }).click()

  const card = page.getByRole('article', { name: 'main' })
  await card.getByRole('button', { name: 'Test' }).click()
  await expect(card.getByRole('status')).toContainText('Your key has expired.')
})

test('a provider is edited, and tested before it is saved', async ({ page, gateway, upstream }) => {
  const baseUrl = `${upstream.baseUrl}/v1`
  await gateway.admin.addProvider({ id: 'main', kind: 'openai-compatible', baseUrl, key })
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  const card = page.getByRole('article', { name: 'main' })
  await card.getByRole('button', { name: 'More actions: main' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const form = page.getByRole('dialog', { name: 'Edit main' })
  const address = form.getByLabel('Base URL')
  await expect(address).toBeFocused()

  const test = form.getByRole('button', { name: 'Test' })
  await address.fill(`${upstream.baseUrl}/wrong`)
  await test.press('Enter')
  await expect(form.getByText('There is no list of models at this address.')).toBeVisible()
  await expect(test).toBeFocused()
  expect(upstream.requests.at(-1)?.headers.authorization).toBe(`Bearer ${key}`)
  await address.fill(`${upstream.baseUrl}/v1/`)
  await expect(form.getByText('There is no list')).toBeHidden()
  await test.press('Enter')
  await expect(form.getByText(/Answered in .*, \d+ models?/)).toBeVisible()

  await address.fill(`${upstream.baseUrl.replace('127.0.0.1', 'localhost')}/v1`)
  await expect(form.getByText('Saving erases the stored key')).toBeVisible()
  const stored = async () => (await gateway.admin.listProviders({})).find(({ id }) => id === 'main')
  expect(await stored()).toMatchObject({ baseUrl, key: 'stored' })
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toBeHidden()
  await expect(card).toContainText('no key')
  expect(await stored()).toMatchObject({ keys: [], modelsError: null })
})

test('an id that is taken is refused in a notice, and the form stays', async ({
  page,
  gateway,
  upstream,
}) => {
  await gateway.admin.addProvider({ id: 'main', kind: 'openai-compatible', baseUrl: upstream.baseUrl })
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  await page.getByRole('button', { name: 'Add a provider' }).click()

  const form = page.getByRole('dialog', { name: 'Add a provider' })
  await form.getByRole('textbox', { name: 'Id' }).fill('main')
  await form.getByLabel('OpenAI API key').fill(key)
  await form.getByRole('button', { name: 'Add a provider' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'A provider named "main"' })).toBeVisible()
  await expect(form.getByRole('textbox', { name: 'Id' })).toHaveValue('main')
})

test('a second key is added to a provider, entered again and removed, and never comes back', async ({
  page,
  gateway,
  upstream,
}) => {
  await gateway.admin.addProvider({ id: 'main', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key })
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  const card = page.getByRole('article', { name: 'main' })
  await card.getByRole('button', { name: '1 key' }).click()
  await card.getByRole('button', { name: 'Add a key' }).click()
  const form = page.getByRole('dialog', { name: 'Add a key to main' })
  await form.getByLabel('Name').fill('default')
  await form.getByRole('button', { name: 'Add a key' }).click()
  await expect(form.getByText('Another key has this name.')).toBeVisible()
  await expect(form.getByText('Enter the key.')).toBeVisible()

  await form.getByLabel('Name').fill('second')
  await form.getByLabel('Quota group').fill('account')
  await form.getByLabel('OpenAI API key').fill(`${key}-second`)
  await form.getByRole('button', { name: 'Add a key' }).click()
  await expect(form).toBeHidden()
  await expect(card.getByRole('row').nth(1)).toContainText('its own')
  await expect(card.getByRole('row').nth(2)).toContainText('account')
  await expect(card.getByRole('row').nth(2)).toContainText('key stored')
  expect(await page.content()).not.toContain(key)

  await card.getByRole('button', { name: 'Re-enter key: second' }).click()
  const again = page.getByRole('dialog', { name: 'Re-enter key' })
  await expect(again.getByLabel('Name')).toBeDisabled()
  await again.getByLabel('Quota group').fill('')
  await again.getByLabel('OpenAI API key').fill(`${key}-third`)
  await again.getByRole('button', { name: 'Save key' }).click()
  await expect(card.getByRole('row').nth(2)).toContainText('its own')

  await card.getByRole('button', { name: 'Remove: second' }).click()
  const confirm = page.getByRole('dialog', { name: 'Remove the key second?' })
  await confirm.getByRole('button', { name: 'Remove' }).click()
  await expect(card.getByRole('row')).toHaveCount(2)
  expect(await gateway.admin.listProviderKeys({ providerId: 'main' })).toHaveLength(1)
})
