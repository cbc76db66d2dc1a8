import { expect, test } from './fixtures.ts'
import { readInstance } from './support/instance.ts'

// The token of the loopback door. The desktop app's window needs none.
test.use({ runtime: 'browser' })

test('the token leaves the address, and reload still works', async ({ page }) => {
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  expect(page.url()).not.toContain('token')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
})

test('without a token the page says where to find it and takes it pasted', async ({
  openPage,
  gateway,
  homeDir,
  program,
}) => {
  const page = await openPage()
  await page.goto(gateway.adminUrl)
  await expect(page.getByRole('heading', { name: 'Open the dashboard again' })).toBeVisible()

  const field = page.getByLabel('Dashboard address or token')
  await field.fill('wrong-token')
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(page.getByText('Gatehouse refused this token.')).toBeVisible()

  const { adminToken } = await readInstance(homeDir, program)
  await field.fill(`${gateway.adminUrl}/#token=${adminToken}`)
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
})

test('a token that no longer holds leads to the same page, and a new one back to the screen', async ({
  page,
  homeDir,
  program,
}) => {
  await page.getByRole('link', { name: 'Tokens', exact: true }).click()
  await page.evaluate(() => {
    for (const name of Object.keys(sessionStorage)) sessionStorage.setItem(name, 'of-an-earlier-start')
  })
  await expect(page.getByRole('heading', { name: 'Open the dashboard again' })).toBeVisible()
  await expect(page.getByText('npm run gatehouse -- dashboard', { exact: true })).toBeVisible()
  const { adminToken } = await readInstance(homeDir, program)
  await page.getByLabel('Dashboard address or token').fill(adminToken)
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(page.getByRole('heading', { name: 'Tokens', level: 1 })).toBeVisible()
})

test('a gateway that went away is said to be away, and what was known stays', async ({ page, program }) => {
  await expect(page.getByRole('heading', { name: 'Send your first request' })).toBeVisible()
  await program.close()
  await expect(page.getByText('Gatehouse does not answer')).toBeVisible()
  await page.getByRole('link', { name: 'Requests', exact: true }).click() // which has fetched nothing yet
  await expect(page.getByRole('heading', { name: 'Requests', level: 1 })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(1)
  await page.getByRole('link', { name: 'Overview', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Send your first request' })).toBeVisible()
})
