import type { Page } from '@playwright/test'
import { chat } from './chat.ts'
import { expect, test } from './fixtures.ts'
import { toast } from './toast.ts'

async function choose(page: Page, action: string, name = 'jupyter'): Promise<void> {
  await page.getByRole('button', { name: `More actions: ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

test('a token is shown once, works, and stops working when it is revoked', async ({ page, gateway }) => {
  await page.getByRole('link', { name: 'Tokens', exact: true }).click()
  await page.getByRole('button', { name: 'Create a token' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill('jupyter')
  await page.getByRole('dialog').getByRole('combobox', { name: 'Team' }).fill('lab/vision')
  await page.keyboard.press('Tab') // closes the suggestions, which lie over the button
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
  await expect(row).toContainText('lab/vision')
  expect(await page.content()).not.toContain(token)

  await choose(page, 'Pause')
  await expect(row).toContainText('paused')
  expect(await chat(gateway, { token, model: 'sandbox/echo' })).toBe(403)
  await choose(page, 'Resume')
  await expect(row).toContainText('active')
  expect(await chat(gateway, { token, model: 'sandbox/echo' })).toBe(200)

  await choose(page, 'Rename')
  const rename = page.getByRole('dialog', { name: 'Rename jupyter' })
  await rename.getByLabel('Name').fill('jupyter lab')
  await rename.getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByText('It is now called jupyter lab.').first()).toBeVisible()

  await choose(page, 'Revoke', 'jupyter lab')
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(row).toBeHidden()
  expect(await chat(gateway, { token, model: 'sandbox/echo' })).toBe(401)

  await page.getByRole('switch', { name: 'Show revoked' }).check()
  await expect(row).toContainText('revoked')
})

test('two tokens cannot have one name', async ({ page, gateway }) => {
  await gateway.createToken('jupyter')
  await page.getByRole('link', { name: 'Tokens', exact: true }).click()
  await page.getByRole('button', { name: 'Create a token' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill('jupyter')
  await page.getByRole('dialog').getByRole('button', { name: 'Create a token' }).click()
  await expect(page.getByRole('alert').filter({ hasText: '"jupyter" already exists' })).toBeVisible()
})

test('a token is given a person and a team, and they are taken away again', async ({ page, gateway }) => {
  await gateway.createToken('jupyter')
  await page.getByRole('link', { name: 'Tokens', exact: true }).click()
  const row = page.getByRole('row', { name: /jupyter/ })
  const jupyter = async () => (await gateway.admin.listClients({})).find(({ name }) => name === 'jupyter')
  const form = page.getByRole('dialog', { name: 'Whose is jupyter?' })

  await choose(page, 'Assign')
  await form.getByRole('combobox', { name: 'Person' }).fill('小林')
  await form.getByRole('combobox', { name: 'Team' }).fill('lab//vision')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByText('with / between levels.')).toBeVisible()
  await form.getByRole('combobox', { name: 'Team' }).fill('lab/vision')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(row).toContainText('小林')
  await expect(row).toContainText('lab/vision')
  expect(await jupyter()).toMatchObject({ personId: '小林', teamId: 'lab/vision' })

  await choose(page, 'Assign')
  await form.getByRole('combobox', { name: 'Person' }).fill('')
  await form.getByRole('combobox', { name: 'Team' }).fill('')
  await page.keyboard.press('Tab') // closes the suggestions, which lie over the button
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(row).not.toContainText('lab/vision')
  expect(await jupyter()).toMatchObject({ personId: null, teamId: null })
})

test('a token is told what becomes of requests that cannot be translated in full, and left to the setting again', async ({
  page,
  gateway,
}) => {
  await gateway.createToken('jupyter')
  await gateway.admin.changeSetting({ key: 'onUnsupported', value: 'warn' })
  await page.getByRole('link', { name: 'Tokens', exact: true }).click()
  const button = (value: string) => page.getByRole('button', { name: `Translation of jupyter: ${value}` })
  const form = page.getByRole('dialog', { name: 'Translation for jupyter' })
  const choice = form.getByRole('radiogroup', { name: 'What it cannot be asked for' })
  const jupyter = async () => (await gateway.admin.listClients({})).find(({ name }) => name === 'jupyter')

  await button('Default').click()
  await expect(choice.getByRole('radio', { name: 'Default' })).toBeChecked()
  await expect(form.getByText('as the setting onUnsupported says, which is warn now.')).toBeVisible()
  await choice.getByText('Reject').click()
  await expect(form.getByText('Has the request refused with the reason.')).toBeVisible()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(toast(page, 'Translation for jupyter was set.')).toBeVisible()
  await expect(button('Reject')).toBeVisible()
  expect(await jupyter()).toMatchObject({ onUnsupported: 'reject' })

  await button('Reject').click()
  await choice.getByText('Drop').click()
  await form.getByRole('button', { name: 'Cancel' }).click()
  expect(await jupyter()).toMatchObject({ onUnsupported: 'reject' })

  await button('Reject').click()
  await expect(choice.getByRole('radio', { name: 'Reject' })).toBeChecked()
  await choice.getByText('Default').click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(button('Default')).toBeVisible()
  expect(await jupyter()).toMatchObject({ onUnsupported: null })
})

test('a token is given a cache of its own, shared with its team, and left to the setting again', async ({
  page,
  gateway,
}) => {
  await gateway.createToken('jupyter')
  await gateway.admin.changeSetting({ key: 'cacheMode', value: 'measure' })
  await page.getByRole('link', { name: 'Tokens', exact: true }).click()
  const button = (value: string) => page.getByRole('button', { name: `Cache of jupyter: ${value}` })
  const form = page.getByRole('dialog', { name: 'Cache for jupyter' })
  const mode = form.getByRole('radiogroup', { name: 'Answers are given again' })
  const scope = form.getByRole('radiogroup', { name: 'Shared with' })
  const jupyter = async () => (await gateway.admin.listClients({})).find(({ name }) => name === 'jupyter')

  await button('Default').click()
  await expect(mode.getByRole('radio', { name: 'Default' })).toBeChecked()
  await expect(form.getByText('As the setting cacheMode says, which is measure now.')).toBeVisible()
  await mode.getByText('Exact').click()
  await expect(form.getByText('To the same request.')).toBeVisible()
  await scope.getByText('Its team').click()
  await form.getByRole('switch', { name: 'Requests that offer tools too' }).check()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(toast(page, 'Cache for jupyter was set.')).toBeVisible()
  await expect(button('Exact')).toBeVisible()
  expect(await jupyter()).toMatchObject({ cache: { mode: 'exact', scope: 'team', allowsTools: true } })

  await button('Exact').click()
  await expect(scope.getByRole('radio', { name: 'Its team' })).toBeChecked()
  await mode.getByText('Default').click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(button('Default')).toBeVisible()
  expect(await jupyter()).toMatchObject({ cache: { mode: null, scope: 'team', allowsTools: true } })
})
