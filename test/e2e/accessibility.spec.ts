import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { chat } from './chat.ts'
import { expect, test } from './fixtures.ts'

interface View {
  readonly name: string
  readonly open: (page: Page) => Promise<void>
}

const go = (page: Page, screen: string) => page.getByRole('link', { name: screen }).click()

const views: readonly View[] = [
  { name: 'overview', open: page => expect(page.getByText('Latest requests')).toBeVisible() },
  {
    name: 'spend as a table',
    open: async page => {
      await page.getByText('Table', { exact: true }).click()
      await expect(page.getByRole('columnheader', { name: 'Day' })).toBeVisible()
    },
  },
  {
    name: 'budget form',
    open: async page => {
      await page.getByRole('button', { name: 'Set a budget' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'requests',
    open: async page => {
      await go(page, 'Requests')
      await expect(page.getByRole('row', { name: /sandbox\/echo/ })).toBeVisible()
    },
  },
  {
    name: 'one request',
    open: async page => {
      await page.getByRole('row', { name: /sandbox\/echo/ }).click()
      await expect(page.getByRole('region', { name: 'About' })).toBeVisible()
    },
  },
  {
    name: 'providers',
    open: async page => {
      await go(page, 'Providers')
      await page
        .getByRole('button', { name: /\d+ models?/ })
        .first()
        .click()
      await expect(page.getByRole('columnheader', { name: 'Model' })).toBeVisible()
    },
  },
  {
    name: 'provider form',
    open: async page => {
      await go(page, 'Providers')
      await page.getByRole('button', { name: 'Add a provider' }).click()
      await expect(page.getByRole('textbox', { name: 'Base URL' })).toBeVisible()
    },
  },
  {
    name: 'tokens',
    open: async page => {
      await go(page, 'Tokens')
      await expect(page.getByRole('row', { name: /notebook/ })).toBeVisible()
    },
  },
  {
    name: 'token form',
    open: async page => {
      await go(page, 'Tokens')
      await page.getByRole('button', { name: 'Create a token' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
]

async function violations(page: Page): Promise<readonly string[]> {
  // Transitions would be judged half-way, in colours that nobody gets to see.
  await page.evaluate(() => Promise.all(document.getAnimations().map(animation => animation.finished)))
  // Opens no second page, which Electron refuses: https://github.com/dequelabs/axe-core-npm/issues/1141
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  )
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a fresh window has nothing that axe objects to, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.getByRole('heading', { name: 'Send your first request' })).toBeVisible()
    expect(await violations(page)).toEqual([])
  })

  test(`no screen and no form has anything that axe objects to, ${colorScheme}`, async ({
    page,
    gateway,
    upstream,
  }) => {
    test.slow()
    await gateway.admin.addProvider({
      id: 'main',
      kind: 'openai',
      baseUrl: `${upstream.baseUrl}/v1`,
      key: 'sk-test',
    })
    const token = await gateway.createToken('notebook')
    await chat(gateway, { token, model: 'sandbox/echo', stream: true })
    await chat(gateway, { token, model: 'main/gpt-4o-mini' })
    await chat(gateway, { token, model: 'nobody/knows' })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const { name, open } of views) {
      await test.step(name, async () => {
        await open(page)
        expect.soft(await violations(page), name).toEqual([])
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toBeHidden()
      })
    }
  })
}
