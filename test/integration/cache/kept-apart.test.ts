// Who is given a stored answer, and what is never stored.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CacheRig, openCacheRig } from '../../support/cache-rig.ts'
import { die, gate, send, wait } from '../../support/fake-upstream.ts'
import { chatBody, paths } from '../../support/gateway-rig.ts'

let rig: CacheRig

beforeEach(async () => {
  rig = await openCacheRig()
})

afterEach(() => rig[Symbol.asyncDispose]())

const path = paths['openai-chat']
const body = chatBody('openai-chat')

describe('scopes', () => {
  const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

  async function newClient(name: string, scope: 'client' | 'team' | 'everybody', teamId: string | null) {
    const { admin } = rig.gateway
    const { client, token } = await admin.createClient({ name })
    await admin.assignClient({ id: client.id, personId: null, teamId })
    await admin.setClientCache({ id: client.id, mode: null, scope, allowsTools: false })
    return as(token)
  }

  test('two clients never share, in either way of asking', async () => {
    const other = await newClient('other', 'client', null)
    await rig.askAndStore()
    await rig.askAndStore({ ...body, seed: 1, stream: true })
    await rig.expectMiss(body, other)
    await rig.expectMiss({ ...body, seed: 1, stream: true }, other)
  })

  test('a team shares within itself, and with nobody else', async () => {
    const [one, two] = [await newClient('one', 'team', 'lab'), await newClient('two', 'team', 'lab')]
    const outside = await newClient('outside', 'team', 'lab/vision')
    const alone = await newClient('alone', 'team', null)
    const own = await newClient('own', 'client', 'lab')
    const everybody = await newClient('everybody', 'everybody', 'lab')
    await rig.askAndStore(body, 'openai-chat', one)
    await rig.expectHit(body, 'openai-chat', two)
    for (const init of [outside, alone, own, everybody]) await rig.expectMiss(body, init)
  })

  test('everybody shares with those who do so too', async () => {
    const [one, two] = [await newClient('one', 'everybody', null), await newClient('two', 'everybody', 'lab')]
    await rig.askAndStore(body, 'openai-chat', one)
    await rig.expectHit(body, 'openai-chat', two)
    await rig.expectMiss()
  })

  test('an answer of a client that lets translations leave something out is not for one that does not', async () => {
    const [one, two] = [await newClient('one', 'everybody', null), await newClient('two', 'everybody', null)]
    const { admin } = rig.gateway
    const strict = (await admin.listClients({})).find(({ name }) => name === 'two')
    await admin.setClientTranslation({ id: strict?.id ?? '', onUnsupported: 'reject' })
    await rig.askAndStore(body, 'openai-chat', one)
    await rig.expectMiss(body, two)
  })
})

describe('never stored', () => {
  const never = async (asked: object = body, init?: RequestInit) => {
    const answer = await rig.post(path, asked, init)
    await answer.text().catch(() => '')
    await rig.untilStored()
    rig.upstream.script({})
    const calls = rig.calls().length
    await (await rig.post(path, asked, init)).text().catch(() => '')
    expect(rig.calls().length).toBe(calls + 1)
  }

  test('an answer that was ended by its length', () => never({ ...body, max_tokens: 2 }))
  test('one with tools', () =>
    never({
      ...body,
      tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
    }))
  test('several choices', () => never({ ...body, n: 2 }))
  test('a temperature above 1', () => never({ ...body, temperature: 1.5 }))
  test('a refusal', async () => {
    rig.upstream.script({ answer: 'openai-error-429' }, {})
    await never()
  })
  test('a stream that broke off', async () => {
    rig.upstream.script({ steps: [send(600), die('reset')] }, {})
    await never({ ...body, stream: true })
  })
  test('one whose caller left', async () => {
    const held = gate()
    rig.upstream.script({ steps: [send(600), wait(held), send()] }, {})
    const caller = await rig.postRaw(path, { ...body, stream: true })
    await caller.readUntil('"delta":{"content":')
    caller.hangUp()
    await expect.poll(() => rig.lastCall().abortedAtMs).toBeTypeOf('number')
    await rig.untilStored()
    await rig.expectMiss({ ...body, stream: true })
  })
})
