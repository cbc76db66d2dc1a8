import type { Page } from '@playwright/test'
import { calendarBudget } from '../support/budgets.ts'
import { expect, test } from './fixtures.ts'

const press = (page: Page, keys: string) => page.keyboard.press(keys)

test('a form has the focus in its first field, asks before it goes, and gives the focus back', async ({
  page,
  gateway,
}) => {
  await gateway.admin.setBudget(calendarBudget('1000000000'))
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  const add = page.getByRole('button', { name: 'Add a provider' })
  await add.click()
  await expect(page.getByRole('dialog').getByRole('textbox', { name: /key/i })).toBeFocused()
  await press(page, 'Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(add).toBeFocused()

  await page.getByRole('link', { name: 'Budgets', exact: true }).click()
  const more = page.getByRole('button', { name: /^More actions/ })
  await more.click()
  await page.getByRole('menuitem', { name: 'Change budget' }).click()
  const form = page.getByRole('dialog', { name: 'Change budget' })
  await expect(form.locator('input:focus')).toHaveCount(1)
  const limit = form.getByRole('textbox', { name: /limit/i })
  await limit.fill('12')
  await press(page, 'Escape')
  const question = page.getByRole('dialog', { name: 'Leave without saving?' })
  await expect(question.getByRole('button', { name: 'Stay here' })).toBeFocused()
  await press(page, 'Escape')
  await expect(question).toBeHidden()
  await expect(limit).toHaveValue(/12/)
  await expect(limit).toBeFocused()
  await press(page, 'Escape')
  await question.getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(more).toBeFocused()
})

test('Escape does not take away a token that is shown once', async ({ page }) => {
  await page.getByRole('link', { name: 'Tokens', exact: true }).click()
  const create = page.getByRole('button', { name: 'Create a token' })
  await create.click()
  await page.keyboard.type('editor')
  await press(page, 'Enter')
  const ready = page.getByRole('dialog', { name: 'Token for editor' })
  const token = ready.getByRole('textbox', { name: 'Token' })
  await expect(token).toBeFocused()
  await press(page, 'Escape')
  const question = page.getByRole('dialog', { name: 'Close without the token?' })
  await expect(question.getByRole('button', { name: 'Stay here' })).toBeFocused()
  await press(page, 'Enter')
  await expect(question).toBeHidden()
  await expect(token).toHaveValue(/^gth_/)
  await ready.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(create).toBeFocused()
})

test('everything is a few keys away', async ({ page, gateway }) => {
  await gateway.createToken('notebook')
  await expect(page).toHaveTitle('Overview – Gatehouse')
  await press(page, 'Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
  await press(page, 'Enter')
  await expect(page.getByRole('main')).toBeFocused()

  const palette = page.getByRole('dialog', { name: 'Find anything' })
  await press(page, 'ControlOrMeta+k')
  await page.keyboard.type('requ')
  await expect(palette.getByRole('option')).toHaveText(/Requests/)
  await expect(page.getByRole('status').filter({ hasText: '1 found' })).toHaveCount(1)
  await press(page, 'Enter')
  await expect(page).toHaveTitle('Requests – Gatehouse')
  await expect(palette).toBeHidden()

  await press(page, '/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await press(page, 'ControlOrMeta+k')
  await page.keyboard.type('token')
  await press(page, 'ArrowUp')
  await press(page, 'ArrowDown')
  await expect(palette.getByRole('option', { selected: true })).toHaveText(/Tokens/)
  await page.keyboard.type(' note')
  await press(page, 'Enter')
  await expect(page.getByRole('button', { name: 'More actions: notebook' })).toBeVisible()
  await expect(page.getByRole('row', { name: /notebook/ }).locator(':focus')).toHaveCount(1)

  await press(page, '/') // there is no search of its own here
  await page.keyboard.type('set a bud')
  await press(page, 'Enter')
  await expect(page.getByRole('dialog', { name: 'Set a budget' })).toBeVisible()
  await press(page, '?') // belongs to the form, whose field takes no such thing: nothing was entered
  await press(page, 'Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await press(page, '?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
})
