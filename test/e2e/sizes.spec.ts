import type { Page } from '@playwright/test'
import { type Screen, screens } from '../../renderer/components/route-hash.ts'
import { en } from '../../renderer/i18n/en.ts'
import { entry, fillCache, hit, refused } from './cache-lists.ts'
import { expect, test } from './fixtures.ts'
import { layoutFaults } from './layout-faults.ts'
import { fillWithLongNames, longToken } from './long-names.ts'

const sizes = [
  { width: 1600, height: 1000 },
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
  { width: 640, height: 400 }, // 1280 x 800 at 200 %
]

/** What is there only when the screen has all that it shows. */
const lastOf: Partial<Record<Screen, string | RegExp>> = {
  overview: 'Latest requests',
  budgets: 'of 1 request',
  requests: /sandbox\/echo/,
  routes: 'smart',
  tokens: longToken,
}

test('at every size nothing overlaps, is cut, or leaves its card or the window', async ({
  page,
  gateway,
  upstream,
}) => {
  test.slow()
  await fillWithLongNames(gateway, upstream)
  const longest = `${hit.askedQuestion} ${'And then? '.repeat(30)}`
  await fillCache(page, gateway, { hits: [{ ...hit, askedQuestion: longest }, refused], entries: [entry] })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const { width, height } of sizes) {
    await page.setViewportSize({ width, height })
    for (const screen of screens) {
      await test.step(`${screen}, ${width} x ${height}`, async () => {
        await openScreen(page, screen)
        await softly.poll(() => layoutFaults(page), `${screen}, ${width} x ${height}`).toEqual([])
      })
    }
  }
})

const softly = expect.configure({ soft: true, timeout: 5000 })

async function openScreen(page: Page, screen: Screen): Promise<void> {
  const name = en.screens[screen]
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(page).toHaveTitle(`${name} – Gatehouse`)
  const last = lastOf[screen]
  if (last !== undefined) await expect(page.getByRole('main').getByText(last).first()).toBeVisible()
  await expect(page.locator('main .mantine-Skeleton-root')).toHaveCount(0)
  await page.mouse.move(0, 0) // whose hover would show a hint
}
