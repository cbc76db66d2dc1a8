import { chat } from './chat.ts'
import { expect, test } from './fixtures.ts'

test('a token is shown once, works, and stops working when it is revoked', async ({ page, gateway }) => {
  await page.getByRole('link', { name: 'Tokens' }).click()
  await page.getByRole('button', { name: 'Create a token' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill('jupyter')
  await page.getByRole('dialog').getByRole('button', { name: 'Create a token' }).click()

  const shown = page.getByRole('dialog', { name: 'Token for jupyter' })
  const token = await shown.getByRole('textbox', { name: 'Token' }).inputValue()
  expect(token).toMatch(/^gth_/)
  await expect(shown.getByRole('tabpanel', { name: 'Claude Code' })).toContainText(
    `export ANTHROPIC_BASE_URL=${gateway.gatewayUrl}\nexport ANTHROPIC_AUTH_TOKEN=${token}`,
  )
  for (const tool of ['OpenAI SDK', 'Anthropic SDK', 'Continue', 'Aider']) {
    await shown.getByRole('tab', { name: tool }).click()
    await expect(shown.getByRole('tabpanel')).toContainText(token)
  }
  expect(await chat(gateway, { token, model: 'sandbox/echo' })).toBe(200)

  await shown.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('row', { name: /jupyter/ })
  await expect(row).toContainText('active')
  expect(await page.content()).not.toContain(token)

  await row.getByRole('button', { name: 'Revoke: jupyter' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(row).toBeHidden()
  expect(await chat(gateway, { token, model: 'sandbox/echo' })).toBe(401)

  await page.getByRole('switch', { name: 'Show revoked' }).check()
  await expect(row).toContainText('revoked')
})

test('two tokens cannot have one name', async ({ page, gateway }) => {
  await gateway.createToken('jupyter')
  await page.getByRole('link', { name: 'Tokens' }).click()
  await page.getByRole('button', { name: 'Create a token' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill('jupyter')
  await page.getByRole('dialog').getByRole('button', { name: 'Create a token' }).click()
  await expect(page.getByRole('alert').filter({ hasText: '"jupyter" already exists' })).toBeVisible()
})
