import { chat } from '../../chat.ts'
import { expect, standInTest as test } from '../desktop-test.ts'

test('the system tells once that a budget reached a mark, and a click on that opens the window', async ({
  standIn,
  gateway,
  upstream,
  page,
}) => {
  const { admin } = gateway
  await admin.addProvider({ id: 'openai', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-test' })
  const token = await gateway.createToken('notebook')
  const budget = { scope: { kind: 'all' }, mode: 'soft', strict: false, atCap: 'finish' } as const
  const titles = () => standIn.probe(({ notifications }) => notifications.map(({ title }) => title))
  await standIn.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(() => page.isClosed()).toBe(true)

  await admin.setBudget({ ...budget, rule: { kind: 'rolling', hours: 1, unit: 'tokens', limit: '20' } })
  expect(await chat(gateway, { token, model: 'openai/gpt-4o-mini' })).toBe(200)
  await expect.poll(titles).toEqual(['All clients, tokens in any hour reached 100 %'])
  await admin.setBudget({ ...budget, rule: { kind: 'rolling', hours: 2, unit: 'tokens', limit: '80' } })
  expect(await chat(gateway, { token, model: 'openai/gpt-4o-mini' })).toBe(200)
  await expect
    .poll(titles)
    .toEqual([
      'All clients, tokens in any hour reached 100 %',
      'All clients, tokens in any 2 hours reached 80 %',
    ])

  await standIn.probe(({ clickNotification }) =>
    clickNotification('All clients, tokens in any 2 hours reached 80 %'),
  )
  await expect((await standIn.page()).locator('#root')).not.toBeEmpty()
})

test('an outage is told once, by the system and in the tray, when a request first goes elsewhere', async ({
  standIn,
  gateway,
  upstream,
}) => {
  const { admin } = gateway
  await admin.addProvider({ id: 'down', kind: 'openai', baseUrl: 'http://127.0.0.1:9/v1', key: 'sk-test' })
  await admin.addProvider({ id: 'lab', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-test' })
  const targets = [{ target: 'down/gpt-4o-mini' }, { target: 'lab/gpt-4o-mini' }]
  await admin.setRoute({ name: 'smart', groups: [{ strategy: 'priority', targets }], sticky: false })
  const token = await gateway.createToken('notebook')
  const titles = () => standIn.probe(({ notifications }) => notifications.map(({ title }) => title))
  const toolTip = () => standIn.probe(({ screen }) => screen.trays[0]?.toolTip)

  await expect
    .poll(async () => {
      expect(await chat(gateway, { token, model: 'smart' })).toBe(200)
      return (await admin.readStatus({})).failovers.length
    })
    .toBe(1)
  await expect.poll(titles).toEqual(['down is out'])
  await expect.poll(toolTip).toContain('down is out, lab/gpt-4o-mini answers')
  expect(await chat(gateway, { token, model: 'smart' })).toBe(200)
  await admin.resetHealth({ providerId: 'down' })
  await expect.poll(toolTip).not.toContain('down is out')
  expect(await titles()).toEqual(['down is out'])
})
