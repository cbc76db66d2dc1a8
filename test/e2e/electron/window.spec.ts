import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { AdminMethod } from '../../../gateway/contract/admin.ts'
import { projectDir } from '../support/program.ts'
import { expect, test } from './desktop-test.ts'

const invoke = (page: Page, method: string, input: unknown = {}) =>
  page.evaluate(([name, value]) => window.gatehouse?.invoke(name as AdminMethod, value), [
    method,
    input,
  ] as const)

// Nothing of this changes the app or its page for long, so one start does for all of it.
test('the page of the window can do what it needs, and nothing else', async ({ page, gateway, desktop }) => {
  await test.step('the window shows the dashboard over IPC', async () => {
    await expect(page.locator('#root')).not.toBeEmpty()
    expect(await invoke(page, 'readStatus')).toMatchObject({
      ok: true,
      value: { gatewayUrl: gateway.gatewayUrl, pid: desktop.pid, vault: { kind: 'safe-storage' } },
    })
  })

  await test.step('the page finds one frozen function and nothing of Node or Electron', async () => {
    const found = await page.evaluate(() => ({
      members: Object.keys(window.gatehouse ?? {}),
      frozen: Object.isFrozen(window.gatehouse) && Object.isFrozen(window.gatehouse?.invoke),
      globals: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter(
        name => name in window,
      ),
    }))
    expect(found).toEqual({ members: ['invoke'], frozen: true, globals: [] })
  })

  await test.step('every file comes with the policy, and an inline script does not run', async () => {
    const response = await page.reload()
    expect(await response?.headerValue('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(await response?.headerValue('x-content-type-options')).toBe('nosniff')

    const ran = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "inline"'
      document.body.append(script)
      return document.title
    })
    expect(ran).not.toBe('inline')
  })

  await test.step('what is not a file of the dashboard is not served', async () => {
    const loads = (path: string) =>
      page.evaluate(
        src =>
          new Promise<string>(resolve => {
            const image = new Image()
            image.onload = () => resolve('loaded')
            image.onerror = () => resolve('refused')
            image.src = src
          }),
        path,
      )
    expect(await loads('../../resources/tray.png')).toBe('refused')
    expect(await loads('/%2e%2e/%2e%2e/resources/tray.png')).toBe('refused')
  })

  await test.step('the page stays where it is and opens no other', async () => {
    const address = page.url()
    const opened = await page.evaluate(() => {
      const popup = window.open('https://gatehouse.invalid/')
      window.location.href = 'https://gatehouse.invalid/'
      return popup
    })
    expect(opened).toBeNull()
    await expect.poll(() => invoke(page, 'readStatus')).toMatchObject({ ok: true })
    expect(page.url()).toBe(address)
    expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  await test.step('the page may reload itself', async () => {
    await page.evaluate(() => window.setTimeout(() => window.location.reload()))
    await page.waitForEvent('domcontentloaded')
    expect(await invoke(page, 'readStatus')).toMatchObject({ ok: true })
  })

  await test.step('the page gets no permission but to copy', async () => {
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'] as const
      const found = names.map(
        async name => (await navigator.permissions.query({ name: name as 'camera' })).state,
      )
      return Promise.all(found)
    })
    expect(new Set(states)).toEqual(new Set(['denied']))

    await page.locator('body').click({ position: { x: 1, y: 1 } }) // copying needs a person's hand
    await page.evaluate(() => navigator.clipboard.writeText('copied'))
  })

  await test.step('errors keep their code on the way to the page', async () => {
    expect(await invoke(page, 'removeProvider', { id: 'nobody' })).toMatchObject({
      ok: false,
      error: { code: 'provider_unknown', detail: { id: 'nobody' } },
    })
    expect(await invoke(page, 'dropEverything')).toMatchObject({
      ok: false,
      error: { code: 'admin_method_unknown' },
    })
  })

  await test.step("another window is refused, even with the app's own page and preload", async () => {
    const preload = join(projectDir, 'out/preload/preload.cjs')
    const answer = await desktop.evaluate(async ({ BrowserWindow }, path) => {
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload: path } })
      await stranger.loadURL('app://gatehouse/index.html')
      return stranger.webContents.executeJavaScript('window.gatehouse.invoke("readStatus", {})')
    }, preload)
    expect(answer).toMatchObject({ ok: false, error: { code: 'ipc_rejected' } })
    expect(await invoke(page, 'readStatus')).toMatchObject({ ok: true })
  })
})
