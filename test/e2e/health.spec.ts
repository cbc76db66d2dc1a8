import type { Locator, Page } from '@playwright/test'
import { chat } from './chat.ts'
import { expect, type GatewayUnderTest, test } from './fixtures.ts'
import { toast } from './toast.ts'

const showHealth = (page: Page) => page.getByRole('link', { name: 'Health', exact: true }).click()
const failing = { answer: { status: 500, headers: { 'content-type': 'application/json' }, body: '{}' } }

/** Adds a provider whose every answer is an error, and asks it until it is left alone. */
async function breakProvider(gateway: GatewayUnderTest, baseUrl: string): Promise<string> {
  await gateway.admin.addProvider({ id: 'lab', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'k' })
  const token = await gateway.createToken('notebook')
  await expect
    .poll(async () => {
      await chat(gateway, { token, model: 'lab/gpt-4o-mini' })
      return (await gateway.admin.health({})).subjects[0]?.state
    })
    .toBe('open')
  return token
}

const secondsLeft = async (card: Locator) =>
  Number(/(\d+) s left/.exec((await card.textContent()) ?? '')?.[1] ?? Number.NaN)

test('a provider that fails is shown with why and how long, and is asked again at once', async ({
  page,
  gateway,
  upstream,
}) => {
  upstream.script(...Array.from({ length: 40 }, () => failing))
  await breakProvider(gateway, upstream.baseUrl)
  await showHealth(page)
  const card = page.getByRole('article', { name: 'lab' })
  await expect(card.getByRole('row', { name: /gpt-4o-mini/ })).toContainText('failing')
  await expect(card).toContainText(/\d+ failures in a row/)
  const before = await secondsLeft(card)
  expect(before).toBeGreaterThan(0)
  await expect.poll(() => secondsLeft(card), 'it counts down').toBeLessThan(before)
  const events = page.getByRole('region', { name: 'What changed lately' })
  await expect(events.getByRole('listitem').first()).toContainText('lab/gpt-4o-mini stopped being asked')

  await card.getByRole('button', { name: 'Try again now: lab' }).click()
  await expect(toast(page, 'lab may be asked again.')).toBeVisible()
  await expect(events.getByRole('listitem').first()).toContainText('lab was reset')
  expect((await gateway.admin.health({})).subjects.filter(({ state }) => state !== 'closed')).toEqual([])
})

test('nobody is shown before somebody was asked, and then how fast it was', async ({
  page,
  gateway,
  upstream,
}) => {
  await showHealth(page)
  await expect(page.getByText('Nobody was asked yet')).toBeVisible()
  await gateway.admin.addProvider({
    id: 'lab',
    kind: 'openai',
    baseUrl: `${upstream.baseUrl}/v1`,
    key: 'k',
  })
  const token = await gateway.createToken('notebook')
  for (let count = 0; count < 3; count++)
    expect(await chat(gateway, { token, model: 'lab/gpt-4o-mini', stream: true })).toBe(200)
  const row = page.getByRole('article', { name: 'lab' }).getByRole('row', { name: /gpt-4o-mini/ })
  await expect(row).toContainText('well')
  await expect(row).toContainText('3 answers')
})

test('while another target answers in place of one that is out, every screen says so', async ({
  page,
  gateway,
  upstream,
}) => {
  upstream.script(...Array.from({ length: 40 }, () => failing))
  const token = await breakProvider(gateway, upstream.baseUrl)
  expect((await gateway.admin.readStatus({})).failovers).toEqual([])
  const spare = { target: 'spare/gpt-4o-mini' }
  await gateway.admin.addProvider({
    id: 'spare',
    kind: 'openai',
    baseUrl: `${upstream.baseUrl}/v1`,
    key: 'k',
  })
  await gateway.admin.setRoute({
    name: 'smart',
    groups: [{ strategy: 'priority', targets: [{ target: 'lab/gpt-4o-mini' }, spare] }],
  })
  upstream.script()
  await expect.poll(() => chat(gateway, { token, model: 'smart' })).toBe(200)
  const notice = page.getByText(/"lab\/gpt-4o-mini" is out, and "spare\/gpt-4o-mini" answers in its place/)
  await expect(notice).toBeVisible()
  expect((await gateway.admin.readStatus({})).failovers).toMatchObject([
    { providerId: 'lab', to: 'spare/gpt-4o-mini', route: 'smart' },
  ])
  await gateway.admin.resetHealth({ providerId: 'lab' })
  await expect(notice).toBeHidden()
})
