import { expect, test } from './fixtures.ts'

// Nothing of this changes the gateway, so one start does for all of it.
test('the frame of the window', async ({ page, gateway }) => {
  await test.step('the window says what runs where', async () => {
    const { version } = await gateway.admin.readStatus({})
    const navigation = page.getByRole('navigation')
    await expect(navigation).toContainText(new URL(gateway.gatewayUrl).host)
    await expect(navigation).toContainText(`Version ${version}`)
    await expect(navigation).toContainText('Sandbox on')
  })

  await test.step('nothing that the page loads breaks its policy, and nothing leaves this machine', async () => {
    const complaints: string[] = []
    const hosts = new Set<string>()
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    page.on('request', request => hosts.add(new URL(request.url()).host))
    await page.reload()
    for (const screen of ['Budgets', 'Requests', 'Providers', 'Tokens', 'Overview']) {
      await page.getByRole('link', { name: screen, exact: true }).click()
      await expect(page.getByRole('heading', { name: screen, level: 1 })).toBeVisible()
    }
    expect(complaints).toEqual([])
    // An image of the styles' own is a data URL, which has no host.
    hosts.delete('')
    expect([...hosts]).toEqual([new URL(page.url()).host])
  })

  await test.step('a screen is in the address: reload stays, Back goes back', async () => {
    await page.getByRole('link', { name: 'Providers', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Providers', level: 1 })).toBeVisible()
    await page.getByRole('link', { name: 'Tokens', exact: true }).click()
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Tokens', level: 1 })).toBeVisible()
    await expect(page.getByRole('link', { name: 'Tokens', exact: true })).toHaveAttribute(
      'aria-current',
      'page',
    )
    await page.goBack()
    await expect(page.getByRole('heading', { name: 'Providers', level: 1 })).toBeVisible()
  })

  await test.step('the colour theme is chosen and kept', async () => {
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme')
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(scheme).toBe('dark')
    await page.getByRole('radiogroup', { name: 'Colour theme' }).getByTitle('Light').click()
    await expect.poll(scheme).toBe('light')
    await page.reload()
    await expect(page.getByRole('navigation')).toBeVisible()
    expect(await scheme()).toBe('light')
  })
})
