import { chat } from './chat.ts'
import { expect, test } from './fixtures.ts'

test('the accuracy of estimates appears with the first request that a provider reported', async ({
  page,
  gateway,
  upstream,
}) => {
  const open = () => page.getByRole('link', { name: 'Accuracy', exact: true }).click()
  await open()
  await expect(page.getByText('Nothing to compare yet')).toBeVisible()

  await gateway.admin.addProvider({
    id: 'main',
    kind: 'openai',
    baseUrl: `${upstream.baseUrl}/v1`,
    key: 'sk-test',
  })
  const token = await gateway.createToken('notebook')
  expect(await chat(gateway, { token, model: 'main/gpt-4o-mini' })).toBe(200)
  await expect
    .poll(async () => (await gateway.admin.readAccuracy({ zone: 'UTC' })).models)
    .toMatchObject([{ model: 'gpt-4o-mini', requests: 1 }])

  await page.reload()
  await open()
  const line = page.getByRole('row', { name: /main\/gpt-4o-mini/ })
  await expect(line).toContainText('exact')
  await expect(line).toContainText('%')
  await page.getByText('Table', { exact: true }).click()
  const today = page.getByRole('row').nth(1)
  await expect(today).toContainText('$')
  await expect(today).toContainText('%')
})
