import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { chat } from './chat.ts'
import { expect, type GatewayUnderTest, test } from './fixtures.ts'
import { go, routingViews, setRoute, type View } from './routing-views.ts'

const views: readonly View[] = [
  { name: 'overview', open: page => expect(page.getByText('Latest requests')).toBeVisible() },
  {
    name: 'spend as a table',
    open: async page => {
      await page.getByRole('radiogroup', { name: 'Spend, last 30 days' }).getByText('Table').click()
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
    name: 'budgets',
    open: async page => {
      await go(page, 'Budgets')
      await expect(page.getByText('would have refused')).toBeVisible()
    },
  },
  ...['By calendar', 'Rolling', 'Pace', 'At once'].map(kind => ({
    name: `budget form, ${kind}, with what is wrong`,
    open: async (page: Page) => {
      await go(page, 'Budgets')
      await page.getByRole('button', { name: 'Set a budget' }).click()
      const form = page.getByRole('dialog')
      await form.getByText(kind, { exact: true }).click()
      await form.getByRole('button', { name: 'Set a budget' }).click()
      await expect(form.getByText('Enter an amount above zero.')).toBeVisible()
    },
  })),
  {
    name: 'budget to change',
    open: async page => {
      await go(page, 'Budgets')
      await page.getByRole('button', { name: /^More actions: Team lab/ }).click()
      await page.getByRole('menuitem', { name: 'Change budget' }).click()
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
  ...routingViews,
  {
    name: 'accuracy',
    open: async page => {
      await go(page, 'Accuracy')
      await expect(page.getByRole('row', { name: /main\/gpt-4o-mini/ })).toBeVisible()
    },
  },
  {
    name: 'accuracy as a table',
    open: async page => {
      await page.getByText('Table', { exact: true }).click()
      await expect(page.getByRole('columnheader', { name: 'Day' })).toBeVisible()
    },
  },
  {
    name: 'cache, with two questions that were tried',
    open: async page => {
      await go(page, 'Cache')
      await page.getByRole('textbox', { name: 'Question that was answered' }).fill('How do I enable it?')
      await page.getByRole('textbox', { name: 'Question that is asked now' }).fill('How do I disable it?')
      await page.getByRole('button', { name: 'Compare' }).click()
      await expect(page.getByText('Would be asked of a provider')).toBeVisible()
    },
  },
  {
    name: 'answers to remove, with what is missing',
    open: async page => {
      await page.getByRole('button', { name: 'Remove answers' }).click()
      const form = page.getByRole('dialog')
      await form.getByText('Of a model', { exact: true }).click()
      await form.getByRole('button', { name: 'Continue' }).click()
      await expect(form.getByText('Name a model.')).toBeVisible()
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
    name: 'price form',
    open: async page => {
      await page
        .getByRole('button', { name: /^Set the price: / })
        .first()
        .click()
      await expect(page.getByRole('dialog')).toBeVisible()
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
    name: 'local models',
    open: async page => {
      await go(page, 'Local models')
      await expect(page.getByText('No server on this machine was found')).toBeVisible()
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
    name: 'whose a token is',
    open: async page => {
      await go(page, 'Tokens')
      await page.getByRole('button', { name: 'More actions: notebook' }).click()
      await page.getByRole('menuitem', { name: 'Assign' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'translation for a token',
    open: async page => {
      await go(page, 'Tokens')
      await page.getByRole('button', { name: 'Translation of notebook: Default' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'cache for a token',
    open: async page => {
      await go(page, 'Tokens')
      await page.getByRole('button', { name: 'Cache of notebook: Default' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
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
