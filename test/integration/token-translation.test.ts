// What becomes of a request that its provider cannot be asked for in full: each token may have a value of its own.
import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { OnUnsupported } from '../../gateway/contract/clients.ts'
import { readInstance } from '../../gateway/lifecycle/instance-file.ts'
import { upstream as messages } from '../conformance/translation/upstreams/messages.ts'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway } from '../support/test-gateway.ts'

let rig: GatewayRig
let made = 0

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(() => setGlobal('warn'))

const setGlobal = (value: OnUnsupported) => rig.gateway.admin.changeSetting({ key: 'onUnsupported', value })

function newHome(): string {
  const homeDir = temporaryHome()
  onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }))
  return homeDir
}

/** A new client, with a value of its own or none. */
async function newClient(onUnsupported: OnUnsupported | null = null) {
  const { admin } = rig.gateway
  const { client, token } = await admin.createClient({ name: `tool-${++made}` })
  if (onUnsupported !== null) await admin.setClientTranslation({ id: client.id, onUnsupported })
  return { id: client.id, token }
}

/** Asks for a seed, which the provider's format has no member for. */
async function ask(token: string, stream = false) {
  rig.upstream.script({ answer: messages.answer({ text: ['Ja.'], finish: 'stop' }, stream) })
  const before = rig.calls().length
  const reply = await rig.post(
    '/v1/chat/completions',
    { model: 'anth/claude-sonnet-4-5', messages: [{ role: 'user', content: 'Hi' }], seed: 7, stream },
    { headers: { authorization: `Bearer ${token}` } },
  )
  const text = await reply.text()
  const receipt = reply.headers.get('x-gatehouse-receipt')
  return { reply, status: reply.status, text, receipt, sent: rig.calls().length - before }
}

const refused = { status: 400, text: expect.stringContaining('translation_lossy'), receipt: null, sent: 0 }
const silent = { status: 200, receipt: null, sent: 1 }
const told = { status: 200, receipt: 'dropped=seed', sent: 1 }

describe('a token’s own value', () => {
  test.each([false, true])(
    'refuses the request of one that the other is answered, streaming %s',
    async stream => {
      const [rejecting, dropping] = [await newClient('reject'), await newClient('drop')]
      const refusal = await ask(rejecting.token, stream)
      expect(refusal).toMatchObject(refused)
      expect(refusal.text).toContain('seed')
      const answer = await ask(dropping.token, stream)
      expect(answer).toMatchObject(silent)
      expect(answer.text).toContain('Ja.')
      expect((await rig.rowOf(answer.reply)).receipt).toMatchObject({ dropped: [{ path: 'seed' }] })
    },
  )

  test.each<[OnUnsupported, OnUnsupported, object]>([
    ['drop', 'reject', silent],
    ['warn', 'reject', told],
    ['warn', 'drop', told],
    ['reject', 'drop', refused],
    ['drop', 'warn', silent],
    ['reject', 'warn', refused],
  ])('%s comes before the setting, which is %s', async (own, global, expected) => {
    const { token } = await newClient(own)
    await setGlobal(global)
    expect(await ask(token)).toMatchObject(expected)
  })

  test('is not there at first: the setting decides', async () => {
    const { id, token } = await newClient()
    const client = (await rig.gateway.admin.listClients({})).find(each => each.id === id)
    expect(client).toMatchObject({ onUnsupported: null })
    expect(await ask(token)).toMatchObject(told)
    await setGlobal('drop')
    expect(await ask(token)).toMatchObject(silent)
    await setGlobal('reject')
    expect(await ask(token)).toMatchObject(refused)
  })

  test('decides from the next request on, and the setting again once it is taken away', async () => {
    const { admin } = rig.gateway
    const { id, token } = await newClient()
    expect(await ask(token)).toMatchObject(told)
    expect(await admin.setClientTranslation({ id, onUnsupported: 'reject' })).toMatchObject({
      id,
      onUnsupported: 'reject',
    })
    expect(await ask(token)).toMatchObject(refused)
    await admin.setClientTranslation({ id, onUnsupported: 'drop' })
    expect(await ask(token)).toMatchObject(silent)
    await admin.setClientTranslation({ id, onUnsupported: null })
    expect(await ask(token)).toMatchObject(told)
  })

  test('does not concern what passes through', async () => {
    const { token } = await newClient('reject')
    const reply = await rig.post(
      '/v1/chat/completions',
      { model: 'open/gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }], seed: 7 },
      { headers: { authorization: `Bearer ${token}` } },
    )
    expect([reply.status, reply.headers.get('x-gatehouse-receipt')]).toEqual([200, null])
    expect(JSON.parse(String(rig.lastCall().body))).toMatchObject({ seed: 7 })
  })

  test('stays where the token is assigned, and after a restart', async () => {
    const homeDir = newHome()
    const first = await startTestGateway({ homeDir })
    const [{ id = '' } = {}] = await first.admin.listClients({})
    await first.admin.setClientTranslation({ id, onUnsupported: 'reject' })
    await first.admin.assignClient({ id, personId: 'ada', teamId: null })
    await first.close()
    const second = await startTestGateway({ homeDir })
    const found = (await second.admin.listClients({})).find(each => each.id === id)
    await second.close()
    expect(found).toMatchObject({ personId: 'ada', onUnsupported: 'reject' })
  })
})

describe('what is no value', () => {
  test.each([['maybe'], ['default'], [''], [5], [true], [undefined]])(
    '%s is refused at the door and changes nothing',
    async onUnsupported => {
      const { admin, adminUrl, homeDir } = rig.gateway
      const { id, token } = await newClient('reject')
      const before = await admin.listClients({})
      const reply = await fetch(`${adminUrl}/api/setClientTranslation`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${readInstance(homeDir)?.adminToken}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ id, onUnsupported }),
      })
      expect(await reply.json()).toMatchObject({
        ok: false,
        error: { code: 'input_invalid', message: expect.stringContaining('onUnsupported') },
      })
      expect(await admin.listClients({})).toEqual(before)
      expect(await ask(token)).toMatchObject(refused)
    },
  )

  test('a client that is not there is told to be unknown', async () => {
    const change = rig.gateway.admin.setClientTranslation({ id: 'cli_nobody', onUnsupported: 'drop' })
    await expect(change).rejects.toMatchObject({ code: 'client_unknown' })
  })
})

test('the command line sets the value, lists it, and leaves it to the setting again', async () => {
  const homeDir = newHome()
  const gatehouse = (args: string) => runCommand(homeDir, args)
  const gatehouseJson = (args: string) => runCommandForJson(homeDir, args)
  await gatehouse('token create --name notebook')
  const listed = async () => (await gatehouse('token list')).stdout.split('\n')[1]
  expect((await gatehouse('token list')).stdout).toMatch(
    /^NAME +TOKEN +PERSON +TEAM +ON UNSUPPORTED +CACHE +CREATED/,
  )
  expect(await listed()).toMatch(/ default /)

  expect(await gatehouse('token set-translation notebook reject')).toMatchObject({
    code: 0,
    stdout: 'onUnsupported of "notebook" is reject.',
  })
  expect(await listed()).toMatch(/ reject /)
  expect(await gatehouseJson('token list')).toMatchObject([{ name: 'notebook', onUnsupported: 'reject' }])
  expect(await gatehouse('token set-translation notebook never')).toMatchObject({ code: 2, stdout: '' })
  expect(await gatehouseJson('token list')).toMatchObject([{ onUnsupported: 'reject' }])

  expect(await gatehouseJson('token set-translation notebook warn')).toMatchObject({ onUnsupported: 'warn' })
  expect((await gatehouse('token set-translation notebook default')).stdout).toBe(
    '"notebook" does as the setting onUnsupported says.',
  )
  expect(await gatehouseJson('token list')).toMatchObject([{ onUnsupported: null }])
})
