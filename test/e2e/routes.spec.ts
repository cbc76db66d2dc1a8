import type { Locator, Page } from '@playwright/test'
import { chat } from './chat.ts'
import { expect, type GatewayUnderTest, test } from './fixtures.ts'

const showRoutes = (page: Page) => page.getByRole('link', { name: 'Routes', exact: true }).click()

async function openForm(page: Page): Promise<Locator> {
  await showRoutes(page)
  await page.getByRole('button', { name: 'Add a route' }).click()
  return page.getByRole('dialog', { name: 'Add a route' })
}

const target = (form: Locator, number: number, group = 1) =>
  form.getByRole('combobox', { name: `Target ${number} of group ${group}`, exact: true })

async function pickStrategy(page: Page, form: Locator, strategy: string): Promise<void> {
  await form.getByRole('combobox', { name: 'Order of group 1' }).click()
  await page.getByRole('option', { name: strategy, exact: true }).click()
}

/** What a route says, without when it was made. */
async function onlyRoute({ admin }: GatewayUnderTest): Promise<unknown> {
  const [route, ...others] = await admin.listRoutes({})
  if (route === undefined || others.length > 0) throw new Error('Exactly one route was expected.')
  const { createdAtMs, updatedAtMs, ...definition } = route
  return definition
}

async function targetsOf({ admin }: GatewayUnderTest): Promise<readonly string[]> {
  return ((await admin.listRoutes({}))[0]?.groups[0]?.targets ?? []).map(each => each.target)
}

test('a route with weights, limits, conditions and a second group is made', async ({ page, gateway }) => {
  const form = await openForm(page)
  await form.getByRole('textbox', { name: 'Name' }).fill('smart')
  await target(form, 1).fill('sandbox/ec')
  await page.getByRole('option', { name: 'sandbox/echo', exact: true }).click()
  await pickStrategy(page, form, 'By weight')
  await form.getByRole('textbox', { name: 'Weight: Target 1 of group 1' }).fill('2.5')
  await form.getByRole('button', { name: 'Limits: Target 1 of group 1' }).click()
  await form.getByRole('textbox', { name: 'First token after' }).first().fill('900')
  await form.getByRole('button', { name: 'Add conditions' }).click()
  await form.getByRole('textbox', { name: 'Input tokens, at most' }).fill('8000')
  await form.getByLabel('From').fill('22:00')
  await form.getByLabel('Until before').fill('06:30')
  await form.getByRole('combobox', { name: 'Needs all of' }).press('ArrowDown')
  await page.getByRole('option', { name: 'vision' }).click()
  await page.keyboard.press('Tab') // closes the list
  await form.getByRole('button', { name: 'Add a group' }).click()
  await target(form, 1, 2).fill('sandbox/echo')
  await form.getByRole('switch', { name: 'Sticky' }).uncheck()
  await form.getByRole('switch', { name: 'Hedge' }).check()
  await form.getByRole('button', { name: 'Add a route' }).click()

  await expect(page.getByRole('article', { name: 'smart' })).toContainText(
    'By weight · only if at most 8,000 tokens, it needs vision, 22:00–06:30',
  )
  expect(await onlyRoute(gateway)).toEqual({
    name: 'smart',
    groups: [
      {
        strategy: 'weighted',
        targets: [{ target: 'sandbox/echo', weight: 2.5, limits: { firstTokenMs: 900 } }],
        when: {
          inputTokensAtMost: 8000,
          needs: ['vision'],
          between: { from: '22:00', to: '06:30' },
        },
      },
      { strategy: 'priority', targets: [{ target: 'sandbox/echo' }] },
    ],
    hedge: {},
    sticky: false,
  })
})

test('what is wrong is said beside its field while it is typed, and nothing is sent', async ({
  page,
  gateway,
}) => {
  const form = await openForm(page)
  await form.getByRole('textbox', { name: 'Name' }).fill('a/b')
  await expect(form.getByText(/^Start with a letter or digit/)).toBeVisible()
  await form.getByRole('textbox', { name: 'Name' }).fill('smart')
  await expect(form.getByText(/^Start with a letter or digit/)).toBeHidden()
  await form.getByRole('textbox', { name: 'Headers after' }).fill('5')
  await expect(form.getByText('From 10 to 3,600,000 ms.')).toBeVisible()
  await expect(form.getByText('Write provider/model.'), 'nothing was typed yet').toBeHidden()
  await form.getByRole('button', { name: 'Add a route' }).click()
  await expect(form.getByText('Write provider/model.')).toBeVisible()
  await expect(form).toBeVisible()
  expect(await gateway.admin.listRoutes({})).toEqual([])

  await target(form, 1).fill('lab/unheard-of')
  await expect(form.getByText('No provider lists this model.')).toBeVisible()
  await form.getByRole('textbox', { name: 'Headers after' }).fill('50')
  await form.getByRole('button', { name: 'Add a route' }).click()
  await expect(page.getByRole('article', { name: 'smart' })).toBeVisible()
  expect(await targetsOf(gateway)).toEqual(['lab/unheard-of'])
})

test('targets are put in order by dragging, with the arrow keys and with buttons', async ({
  page,
  gateway,
}) => {
  const names = ['lab/one', 'lab/two', 'lab/three']
  const targets = names.map(name => ({ target: name }))
  await gateway.admin.setRoute({ name: 'smart', groups: [{ strategy: 'priority', targets }] })
  await showRoutes(page)
  const form = page.getByRole('dialog', { name: 'Change smart' })
  const openAgain = async () => {
    await page.getByRole('button', { name: 'More actions: smart' }).click()
    await page.getByRole('menuitem', { name: 'Change' }).click()
  }
  const saved = async () => {
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form).toBeHidden()
    return targetsOf(gateway)
  }
  const handle = (number: number) => form.getByRole('button', { name: `Move Target ${number} of group 1` })

  await openAgain()
  const from = await handle(1).boundingBox()
  const to = await handle(3).boundingBox()
  if (from === null || to === null) throw new Error('The handles are not shown.')
  const x = from.x + from.width / 2
  await page.mouse.move(x, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(x, from.y + from.height, { steps: 3 })
  await page.mouse.move(x, to.y + to.height - 4, { steps: 5 })
  await page.mouse.up()
  await expect(target(form, 3)).toHaveValue('lab/one')
  expect(await saved()).toEqual(['lab/two', 'lab/three', 'lab/one'])

  await openAgain()
  await handle(3).press('ArrowUp')
  await expect(form.getByText('lab/one is now 2 of 3.')).toBeAttached()
  await expect(handle(2)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  expect(await saved()).toEqual(['lab/one', 'lab/two', 'lab/three'])

  await openAgain()
  await form.getByRole('button', { name: 'Move down: Target 1 of group 1' }).click()
  await expect(form.getByRole('button', { name: 'Move up: Target 1 of group 1' })).toBeDisabled()
  expect(await saved()).toEqual(['lab/two', 'lab/one', 'lab/three'])
})

test('a route is explained: who is asked in which order and what it costs, and who is left out', async ({
  page,
  gateway,
  upstream,
}) => {
  const { admin } = gateway
  const provider = { kind: 'openai', key: 'k', baseUrl: `${upstream.baseUrl}/v1` } as const
  await admin.addProvider({ ...provider, id: 'lab' })
  await admin.setRoute({
    name: 'smart',
    groups: [
      {
        strategy: 'priority',
        targets: [{ target: 'lab/gpt-4o' }],
        when: { inputTokensAtLeast: 5000 },
      },
      { strategy: 'priority', targets: [{ target: 'lab/gpt-4o-mini' }, { target: 'gone/model' }] },
    ],
  })
  await showRoutes(page)
  await page.getByRole('button', { name: 'Explain smart' }).click()
  const explanation = page.getByRole('region', { name: 'Explain smart' })
  await expect(explanation.getByRole('row')).toHaveCount(2)
  await expect(explanation.getByRole('row').nth(1)).toContainText(/1\. lab\/gpt-4o-mini.*\$0\.0/)
  await expect(explanation.getByRole('listitem').filter({ hasText: 'gone/model' })).toContainText('unknown')
  await expect(explanation.getByRole('listitem').filter({ hasText: 'lab/gpt-4o' })).toContainText('condition')

  await explanation.getByRole('textbox', { name: 'Input tokens' }).fill('6000')
  await expect(explanation.getByRole('row')).toHaveCount(3)
  await expect(explanation.getByRole('row').nth(1)).toContainText('1. lab/gpt-4o')
  expect(upstream.requests.filter(({ method }) => method === 'POST')).toEqual([])
})

test('a route is copied as JSON, pasted under another name, and removed', async ({ page, gateway }) => {
  const route = {
    name: 'smart',
    groups: [{ strategy: 'priority', targets: [{ target: 'sandbox/echo' }] }],
    localLastResort: true,
  } as const
  await gateway.admin.setRoute(route)
  await showRoutes(page)
  await page.evaluate(() => {
    const kept = { text: '' }
    Object.assign(window, { kept })
    navigator.clipboard.writeText = async text => {
      kept.text = text
    }
  })
  await page.getByRole('button', { name: 'More actions: smart' }).click()
  await page.getByRole('menuitem', { name: 'Copy as JSON' }).click()
  await expect(page.getByText('smart was copied as JSON.')).toBeVisible()
  const copied = await page.evaluate(() => (window as unknown as { kept: { text: string } }).kept.text)
  expect(JSON.parse(copied)).toEqual(route)

  await page.getByRole('button', { name: 'Paste a route' }).click()
  const form = page.getByRole('dialog', { name: 'Paste a route' })
  const field = form.getByRole('textbox', { name: 'JSON of a route' })
  await field.fill('{ no')
  await expect(form.getByText('This is not JSON of a route.')).toBeVisible()
  await field.fill('{ "name": "other" }')
  await form.getByRole('button', { name: 'Add a route' }).click()
  await expect(form.getByText('The input must have required properties groups.')).toBeVisible()
  await field.fill(copied.replace('smart', 'other'))
  await form.getByRole('button', { name: 'Add a route' }).click()
  await expect(page.getByRole('article', { name: 'other' })).toContainText('local last resort')

  await page.getByRole('button', { name: 'More actions: smart' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('article', { name: 'smart' })).toBeHidden()
  expect(await onlyRoute(gateway)).toEqual({ ...route, name: 'other' })
})

test('a route that is made in the window answers', async ({ page, gateway }) => {
  const form = await openForm(page)
  await form.getByRole('textbox', { name: 'Name' }).fill('mine')
  await target(form, 1).fill('sandbox/echo')
  await form.getByRole('button', { name: 'Add a route' }).click()
  await expect(page.getByRole('article', { name: 'mine' })).toBeVisible()
  const token = await gateway.createToken('notebook')
  expect(await chat(gateway, { token, model: 'mine' })).toBe(200)
})
