import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { launchAgain } from '../support/launch-again.ts'
import type { DesktopProgram } from '../support/program.ts'
import { expect, test } from './desktop-test.ts'

const countWindows = (desktop: DesktopProgram) =>
  desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

const closeWindow = (desktop: DesktopProgram) =>
  desktop.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close()
  })

const isServing = async (gatewayUrl: string) => (await fetch(`${gatewayUrl}/healthz`)).ok

test('with a tray, closing the window leaves the gateway serving', async ({ desktop, gateway, page }) => {
  await expect(page.locator('#root')).not.toBeEmpty()
  await closeWindow(desktop)
  await expect.poll(() => countWindows(desktop)).toBe(0)
  expect(await isServing(gateway.gatewayUrl)).toBe(true)
})

test('a second start ends at once and brings the first window back', async ({
  desktop,
  page,
  runtime,
  homeDir,
}) => {
  await expect(page.locator('#root')).not.toBeEmpty()
  await closeWindow(desktop)
  await expect.poll(() => page.isClosed()).toBe(true)

  expect(await launchAgain(runtime, homeDir)).toBe(0)
  await expect.poll(() => countWindows(desktop)).toBe(1)
  await expect((await desktop.page()).locator('#root')).not.toBeEmpty()
})

test('quitting ends the program and takes its traces along', async ({ desktop, page, homeDir }) => {
  await expect(page.locator('#root')).not.toBeEmpty()
  await desktop.evaluate(({ app }) => app.quit())
  expect(await desktop.exited).toBe(0)
  expect(existsSync(join(homeDir, 'instance.json'))).toBe(false)
})

test('quitting waits for an answer that is on its way', async ({ desktop, gateway, page }) => {
  await expect(page.locator('#root')).not.toBeEmpty()
  const token = await gateway.createToken('drain')
  const response = await fetch(`${gateway.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-sandbox-tokens-per-second': '10',
    },
    body: JSON.stringify({
      model: 'sandbox/echo',
      stream: true,
      messages: [{ role: 'user', content: 'one two three four five six seven eight nine ten' }],
    }),
  })
  expect(response.status).toBe(200)
  await desktop.evaluate(({ app }) => app.quit())
  expect(await response.text()).toContain('data: [DONE]')
  expect(await desktop.exited).toBe(0)
})

if (process.platform === 'linux') {
  test.describe('without a tray', () => {
    test.use({ trayHost: 'absent' })

    test('closing the window quits, so that nothing is left that nobody can reach', async ({
      desktop,
      page,
    }) => {
      await expect(page.locator('#root')).not.toBeEmpty()
      await closeWindow(desktop)
      expect(await desktop.exited).toBe(0)
    })
  })
}
