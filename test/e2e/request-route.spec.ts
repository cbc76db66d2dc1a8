import { chat } from './chat.ts'
import { expect, test } from './fixtures.ts'

test('the way of a request over its route is shown, with what was left out', async ({
  page,
  gateway,
  upstream,
}) => {
  const { admin } = gateway
  const provider = { kind: 'openai', key: 'k' } as const
  await admin.addProvider({ ...provider, id: 'lab', baseUrl: `${upstream.baseUrl}/v1` })
  // Nothing listens there.
  await admin.addProvider({ ...provider, id: 'down', baseUrl: 'http://127.0.0.1:9/v1' })
  await admin.setRoute({
    name: 'smart',
    groups: [
      { strategy: 'priority', targets: [{ target: 'lab/gpt-5' }], when: { clients: ['editor'] } },
      { strategy: 'priority', targets: [{ target: 'down/gpt-5-mini' }, { target: 'lab/gpt-5-mini' }] },
    ],
  })
  const token = await gateway.createToken('notebook')
  await chat(gateway, { token, model: 'smart' })
  await page.getByRole('link', { name: 'Requests', exact: true }).click()
  await page.getByRole('row', { name: /gpt-5-mini/ }).click()
  const route = page.getByRole('dialog').getByRole('region', { name: 'Route' })
  await expect(route).toContainText('Asked for the route “smart”.')
  const steps = route.getByRole('row')
  await expect(steps.nth(1)).toContainText('lab/gpt-5left out · conditionIt is for the client "editor"')
  await expect(steps.nth(2)).toContainText('down/gpt-5-minifailed · unreachable')
  await expect(steps.nth(3)).toContainText('lab/gpt-5-minianswered')
  await expect(steps).toHaveCount(4)
})
