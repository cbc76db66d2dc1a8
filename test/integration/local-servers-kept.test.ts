// Which servers of one's own are providers, and stay so or not.
import { describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { startFakeLocalServer } from '../support/fake-local-server.ts'
import { adopted, ask, chat, chatAnswer, localRigOfEachTest, look } from '../support/local-rig.ts'

const rig = localRigOfEachTest()

describe('a server that a person removed', () => {
  test('stays removed, also after a restart, until it is added again', async () => {
    const first = await rig.start()
    await adopted(first)
    await first.admin.removeProvider({ id: 'ollama' })
    await first.close()

    const second = await rig.start()
    expect(await look(second)).toMatchObject([{ isRunning: true, providerId: null }])
    await look(second)
    expect(await second.admin.listProviders({})).toMatchObject([{ sandbox: true }])

    const added = await second.admin.addLocalServer({ baseUrl: rig.server.url })
    expect(added).toMatchObject({ id: 'ollama', isFound: false })
    await expect(second.admin.addLocalServer({ baseUrl: rig.server.url })).rejects.toMatchObject({
      code: 'provider_exists',
    })
    await second.admin.removeProvider({ id: 'ollama' })
    await second.admin.addProvider({ id: 'mine', kind: 'ollama', baseUrl: rig.server.url })
    expect(await look(second)).toMatchObject([{ providerId: 'mine' }])
  })
})

describe('what nobody set up', () => {
  test('leaves the sandbox on', async () => {
    const running = await rig.start()
    await adopted(running)
    const reply = await ask(running, { ...chat, model: 'sandbox/echo' })
    expect(reply.status).toBe(200)
    expect(await running.admin.readStatus({})).toMatchObject({ sandbox: true })
  })

  test('does not answer for models that it does not list, which still reach the only provider that was set up', async () => {
    const running = await rig.start()
    await adopted(running)
    const other = await startFakeLocalServer('ollama')
    other.answers['/api/chat'] = chatAnswer
    await running.admin.addProvider({ id: 'mine', kind: 'ollama', baseUrl: other.url })
    const reply = await ask(running, { ...chat, model: 'new-model' })
    await other.close()
    expect([reply.status, reply.headers.get('x-gatehouse-route')]).toEqual([200, 'mine/new-model'])
  })

  test('is not added beside a provider at the same address, whatever that is called or of what kind', async () => {
    const before = await rig.start()
    await adopted(before)
    await before.admin.removeProvider({ id: 'ollama' })
    await before.admin.addProvider({
      id: 'mine',
      kind: 'openai-compatible',
      baseUrl: `http://localhost:${rig.server.port}/v1`,
    })
    expect(await look(before)).toMatchObject([{ kind: 'ollama', providerId: 'mine' }])
    expect((await before.admin.listProviders({})).map(({ id }) => id)).toEqual(['mine'])
  })
})

test('a name of one’s own for a model that runs elsewhere has no known price, and one that runs here is free', async () => {
  rig.server.answers['/api/chat'] = chatAnswer
  const running = await rig.start()
  await adopted(running)
  await running.admin.setBudget(calendarBudget('1', {}, { strict: true }))
  const refused = await ask(running, { ...chat, model: 'mine:latest' })
  expect([refused.status, await refused.text()]).toEqual([402, expect.stringContaining('price')])
  expect((await ask(running, chat)).status).toBe(200)
})

test('a server that goes is shown as gone, and as back when it comes back', async () => {
  const running = await rig.start()
  await adopted(running)
  await rig.server.close()
  expect(await look(running)).toMatchObject([
    { isRunning: false, problem: 'the connection was refused', providerId: 'ollama', models: [] },
  ])
  rig.server = await startFakeLocalServer('ollama', rig.server.port)
  expect(await look(running)).toMatchObject([{ isRunning: true, problem: null }])
})

test('what listens at the address of a found server later, and is something else, is sent nothing', async () => {
  const running = await rig.start()
  await adopted(running)
  const { port } = rig.server
  await rig.server.close()
  rig.server = await startFakeLocalServer('another program with a version', port)
  expect(await look(running)).toMatchObject([
    { isRunning: false, problem: 'what answers there is not Ollama', providerId: 'ollama' },
  ])
  expect((await ask(running, chat)).status).toBe(404)
  expect((await ask(running, { ...chat, model: 'ollama/llama3.1:latest' })).status).toBe(404)
  expect(new Set(rig.server.asked)).toEqual(new Set(['GET /api/version']))
})

test.each([
  ['show', [{ isRunning: true, providerId: null }]],
  ['off', []],
] as const)('with localServers %s nothing is added', async (localServers, seen) => {
  const running = await rig.start({ overrides: { localServers } })
  expect(await look(running)).toMatchObject(seen)
  await look(running)
  expect(await running.admin.listProviders({})).toMatchObject([{ sandbox: true }])
  if (localServers === 'off') expect(rig.server.asked).toEqual([])
})

test('where no addresses are given, none is looked for', async () => {
  const running = await rig.start({ deps: { localAddresses: [] } })
  expect(await running.admin.readLocalServers({})).toEqual({ servers: [], pulls: [] })
})
