import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { chat } from './chat.ts'
import { expect, type GatewayUnderTest, test } from './fixtures.ts'
import { layoutFaults } from './layout-faults.ts'
import { setRoute } from './routing-views.ts'
import { views } from './screen-views.ts'

/** One of each look: nested, without a budget of its own, with every badge, full, and none of these. */
async function setBudgets({ admin }: GatewayUnderTest): Promise<void> {
  const client = (await admin.listClients({})).find(({ name }) => name === 'notebook')
  if (client === undefined) throw new Error('There is no token to assign.')
  await admin.assignClient({ id: client.id, personId: 'ada', teamId: 'lab/vision' })
  const plain = { scope: { kind: 'all' }, mode: 'hard', strict: false, atCap: 'finish' } as const
  const rolling = { kind: 'rolling', hours: 5, unit: 'tokens', limit: '20' } as const
  await admin.setBudget({ ...plain, rule: { kind: 'concurrency', unit: 'requests', limit: '4' } })
  await admin.setBudget({
    ...plain,
    scope: { kind: 'team', id: 'lab' },
    rule: rolling,
    mode: 'shadow',
    strict: true,
    atCap: 'cut',
  })
  await admin.setBudget({ ...plain, scope: { kind: 'client', id: client.id }, rule: rolling, mode: 'soft' })
  const rule = { kind: 'bucket', unit: 'requests', limit: '60', refillPerSecond: 1 } as const
  await admin.setBudget({ ...plain, scope: { kind: 'provider', id: 'main' }, rule })
}

async function violations(page: Page): Promise<readonly string[]> {
  // Transitions would be judged half-way, in colours that nobody gets to see.
  await page.evaluate(async () => {
    // One whose element goes is cancelled, which is an end too.
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })
  // Opens no second page, which Electron refuses: https://github.com/dequelabs/axe-core-npm/issues/1141
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  )
}

/** Screens without a dialog are looked at with longer names in sizes.spec.ts. */
async function expectToFit(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()
  if (before === null || !(await page.getByRole('dialog').isVisible())) return
  for (const [width, height] of [
    [1600, 1000],
    [1280, 800],
    [800, 600],
    [640, 400], // 1280 x 800 at 200 %
  ] as const) {
    await page.setViewportSize({ width, height })
    await softly.poll(() => layoutFaults(page), `${name}, ${width} x ${height}`).toEqual([])
  }
  await page.setViewportSize(before)
}

const softly = expect.configure({ soft: true, timeout: 5000 })

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
    await setBudgets(gateway)
    await setRoute(gateway)
    // Nobody listens there. Asked often enough, it is left alone.
    for (let count = 0; count < 6; count++) await chat(gateway, { token, model: 'down/gpt-4o-mini' })
    await chat(gateway, { token, model: 'smart' })
    await chat(gateway, { token, model: 'sandbox/echo', stream: true })
    await chat(gateway, { token, model: 'main/gpt-4o-mini' })
    await chat(gateway, { token, model: 'nobody/knows' })
    await chat(gateway, { token: 'gth_wrong', model: 'nobody/knows' }) // told in the footer
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    let wasAsked = false
    for (const { name, open, asks = false } of views) {
      await test.step(name, async () => {
        await open(page)
        expect.soft(await violations(page), name).toEqual([])
        if (colorScheme === 'light') await expectToFit(page, name)
        await page.keyboard.press('Escape')
        if (asks) {
          await expect(page.getByRole('button', { name: 'Leave' })).toBeVisible()
          if (!wasAsked) expect.soft(await violations(page), 'the question').toEqual([])
          wasAsked = true
          await page.getByRole('button', { name: 'Leave' }).click()
        }
        await expect(page.getByRole('dialog')).toBeHidden()
      })
    }
  })
}
