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

describe('GET /v1/models', () => {
  test('lists for the OpenAI client what it can ask for, by the name that works', async () => {
    const { data } = await rig.openAi.models.list()
    const names = ['open', 'second'].flatMap(id => gpts.map(model => `${id}/${model}`))
    expect(data.map(({ id }) => id)).toEqual([...names, 'sandbox/echo'])
    expect(data[0]).toEqual({
      id: 'open/gpt-4o-mini',
      object: 'model',
      created: expect.any(Number),
      owned_by: 'open',
    })
  })

  test('lists for the Anthropic client what it can ask for, all pages of its provider', async () => {
    const page = await rig.anthropic.models.list()
    expect(page.data.map(({ id }) => id)).toEqual([...claudes, 'sandbox/echo'])
    expect(page.data[0]).toEqual({
      type: 'model',
      id: 'claude-sonnet-5-5',
      display_name: 'claude-sonnet-5-5',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
    expect(page).toMatchObject({ has_more: false, first_id: 'claude-sonnet-5-5', last_id: 'sandbox/echo' })
    expect(await Array.fromAsync(page, ({ id }) => id)).toHaveLength(6)
  })

  test('every listed name is served', async () => {
    for (const { id } of (await rig.openAi.models.list()).data) {
      const messages = [{ role: 'user' as const, content: 'Hi' }]
      const answer = await rig.openAi.chat.completions.create({ model: id, messages })
      expect(answer.choices).toHaveLength(1)
    }
    for (const { id } of (await rig.anthropic.models.list()).data) {
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

  test('forgets a provider that is removed and its models', async () => {
    await rig.gateway.admin.removeProvider({ id: 'second' })
    const { data } = await rig.openAi.models.list()
    expect(data.map(({ id }) => id)).toEqual([...gpts, 'sandbox/echo'])
  })

  test('keeps the list of a provider that cannot be asked', async () => {
    rig.upstream.scriptModels({ answer: 'openai-error-500' })
    expect(await rig.gateway.admin.testProvider({ id: 'open' })).toMatchObject({ ok: false })
    const { data } = await rig.openAi.models.list()
    expect(data.map(({ id }) => id)).toEqual([...gpts, 'sandbox/echo'])
  })
})
