import { expect, standInTest as test } from '../desktop-test.ts'

test("the tray shows today's spend, opens the window, copies the address and quits", async ({
  standIn,
  gateway,
  page,
}) => {
  await expect(page.locator('#root')).not.toBeEmpty()
  await expect
    .poll(() => standIn.probe(({ screen }) => screen.trays[0]?.toolTip))
    .toBe('Gatehouse: $0.00 today, 0 requests')

  await standIn.probe(({ clickTray }) => clickTray('Copy gateway URL'))
  expect(await standIn.probe(({ clipboardTexts }) => clipboardTexts)).toEqual([gateway.gatewayUrl])

  await standIn.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(() => page.isClosed()).toBe(true)
  await standIn.probe(({ clickTray }) => clickTray('Open Gatehouse'))
  await expect((await standIn.page()).locator('#root')).not.toBeEmpty()

  await standIn.probe(({ clickTray }) => clickTray('Quit'))
  expect(await standIn.exited).toBe(0)
})

test('the menu has what copying and pasting need', async ({ standIn }) => {
  const roles = await standIn.probe(({ screen }) => screen.applicationMenu?.items.map(({ role }) => role))
  expect(roles).toContain('editMenu')
})

test('shutting the computer down quits in order', async ({ standIn, page }) => {
  await expect(page.locator('#root')).not.toBeEmpty()
  const delayed = await standIn.probe(({ powerMonitor }) => powerMonitor.emitPreventable('shutdown'))
  expect(delayed).toBe(true)
  expect(await standIn.exited).toBe(0)
})

test('a link to a page where a key is made or a server installed opens in the browser, and no other does', async ({
  standIn,
  gateway,
  page,
}) => {
  const kinds = await gateway.admin.listProviderKinds({})
  const known = kinds.flatMap(kind => [kind.keyPageUrl, kind.installPageUrl].filter(page => page !== null))
  expect(known).not.toEqual([])
  // One at a time: a browser does not survive thirty at once.
  for (const url of [...known, 'https://gatehouse.invalid/', 'file:///etc/passwd'])
    await page.evaluate(address => void window.open(address), url)
  await expect
    .poll(() => standIn.probe(({ openedOutside }) => openedOutside))
    .toEqual(known.map(url => new URL(url).href))
})
