import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anthropicClient, openAiClient } from '../support/chat-clients.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'

let rig: GatewayRig
let second: FakeUpstream

beforeAll(async () => {
  rig = await openGatewayRig({ sandbox: true })
  second = await startFakeUpstream()
  await rig.gateway.admin.addProvider({
    id: 'second',
    kind: 'openai-compatible',
    baseUrl: `${second.baseUrl}/v1`,
  })
})
afterAll(async () => {
  await rig[Symbol.asyncDispose]()
  await second.close()
})

const claudes = [
  'claude-sonnet-5-5',
  'claude-opus-5-5',
  'claude-opus-4-8',
  'claude-sonnet-4-6',
  'claude-haiku-4-5-20251001',
]
const gpts = ['gpt-4o-mini', 'gpt-4o', 'gpt-4.1', 'o3', 'text-embedding-3-small']
const named = (id: string) => gpts.map(model => `${id}/${model}`)
/** Models of providers of other formats can be asked for as well, by translation. */
const everything = [...named('open'), ...claudes, ...named('second'), 'sandbox/echo']

describe('GET /v1/models', () => {
  test('lists for the OpenAI client what it can ask for, by the name that works', async () => {
    const { data } = await rig.openAi.models.list()
    expect(data.map(({ id }) => id)).toEqual(everything)
    expect(data[0]).toEqual({
      id: 'open/gpt-4o-mini',
      object: 'model',
      created: expect.any(Number),
      owned_by: 'open',
      gatehouse: expect.any(Object),
    })
  })

  test('lists for the Anthropic client what it can ask for, all pages of its provider', async () => {
    const page = await rig.anthropic.models.list()
    expect(page.data.map(({ id }) => id)).toEqual(everything)
    expect(page.data.find(({ id }) => id === 'claude-sonnet-5-5')).toEqual({
      type: 'model',
      id: 'claude-sonnet-5-5',
      display_name: 'claude-sonnet-5-5',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      gatehouse: expect.any(Object),
    })
    expect(page).toMatchObject({ has_more: false, first_id: everything[0], last_id: 'sandbox/echo' })
    expect(await Array.fromAsync(page, ({ id }) => id)).toHaveLength(everything.length)
  })

  test('every listed name is served', async () => {
    for (const { id } of (await rig.openAi.models.list()).data) {
      const messages = [{ role: 'user' as const, content: 'Hi' }]
      const answer = await rig.openAi.chat.completions.create({ model: id, messages })
      expect(answer.choices).toHaveLength(1)
    }
    // The fake provider has no answer of its own in the format that messages for the others are translated to.
    for (const id of [...claudes, 'sandbox/echo']) {
      const messages = [{ role: 'user' as const, content: 'Hi' }]
      const answer = await rig.anthropic.messages.create({ model: id, messages, max_tokens: 5 })
      expect(answer.content).toHaveLength(1)
    }
  })

  test('is for those with a token only, told in the client’s own format', async () => {
    const { gatewayUrl } = rig.gateway
    await expect(openAiClient(gatewayUrl, 'gth_wrong').models.list()).rejects.toMatchObject({
      status: 401,
      code: 'token_unknown',
    })
    await expect(anthropicClient(gatewayUrl, 'gth_wrong').models.list()).rejects.toMatchObject({
      status: 401,
      error: { error: { type: 'authentication_error' } },
    })
  })

  test.each([
    ['open/gpt-4o', 'open/gpt-4o', 'open'],
    ['second/gpt-4o', 'second/gpt-4o', 'second'],
    ['sandbox/echo', 'sandbox/echo', 'sandbox'],
    ['echo', 'sandbox/echo', 'sandbox'],
  ])('tells the OpenAI client of one model: %s', async (asked, id, owner) => {
    const model = await rig.openAi.models.retrieve(asked)
    expect(model).toMatchObject({ id, object: 'model', created: expect.any(Number), owned_by: owner })
    expect((await rig.openAi.models.list()).data).toContainEqual(model)
  })

  test.each(['claude-haiku-4-5-20251001', 'anth/claude-haiku-4-5-20251001'])(
    'tells the Anthropic client of one model: %s',
    async asked => {
      const model = await rig.anthropic.models.retrieve(asked)
      expect(model).toMatchObject({ type: 'model', id: 'claude-haiku-4-5-20251001' })
      expect((await rig.anthropic.models.list()).data).toContainEqual(model)
    },
  )

  test.each([
    '/v1/models/open/gpt-4o',
    '/v1/models/open%2Fgpt-4o',
    '/models/open/gpt-4o',
    '/v1//models/open/gpt-4o/',
  ])('takes an id with a slash, encoded or not: %s', async path => {
    const headers = { authorization: `Bearer ${rig.gateway.token}` }
    const answer = await fetch(rig.gateway.gatewayUrl + path, { headers })
    expect([answer.status, await answer.json()]).toMatchObject([200, { id: 'open/gpt-4o', object: 'model' }])
  })

  test('says which models are near to one that is not there, in the client’s own format', async () => {
    await expect(rig.openAi.models.retrieve('open/gpt-4.2')).rejects.toMatchObject({
      status: 404,
      code: 'model_unknown',
      message: expect.stringMatching(/"open\/gpt-4\.2"\. Near it: (open|second)\/gpt-4\.1, /),
    })
    await expect(rig.anthropic.models.retrieve('claude-haiku-4-5')).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('Near it: claude-haiku-4-5-20251001, '),
      error: { type: 'error', error: { type: 'not_found_error' } },
    })
  })

  test('looks for a name as long as names can be', async () => {
    const asked = `open/${'x'.repeat(250)}`
    await expect(rig.openAi.models.retrieve(asked)).rejects.toMatchObject({ code: 'model_unknown' })
  })

  test('says so where several providers list the model', async () => {
    await expect(rig.openAi.models.retrieve('gpt-4o')).rejects.toMatchObject({
      status: 404,
      code: 'model_ambiguous',
      message: expect.stringContaining('open/gpt-4o or second/gpt-4o'),
    })
  })

  test('tells a stranger of no model', async () => {
    const stranger = openAiClient(rig.gateway.gatewayUrl, 'gth_wrong')
    await expect(stranger.models.retrieve('open/gpt-4o')).rejects.toMatchObject({ status: 401 })
  })

  test('forgets a provider that is removed and its models', async () => {
    await rig.gateway.admin.removeProvider({ id: 'second' })
    const { data } = await rig.openAi.models.list()
    expect(data.map(({ id }) => id)).toEqual([...gpts, ...claudes, 'sandbox/echo'])
  })

  test('keeps the list of a provider that cannot be asked', async () => {
    rig.upstream.scriptModels({ answer: 'openai-error-500' })
    expect(await rig.gateway.admin.testProvider({ id: 'open' })).toMatchObject({ ok: false })
    const { data } = await rig.openAi.models.list()
    expect(data.map(({ id }) => id)).toEqual([...gpts, ...claudes, 'sandbox/echo'])
  })
})
