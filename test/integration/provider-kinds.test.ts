// Kinds that differ in where their formats and lists stand, and in what they take: told by what reaches the provider.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collect } from '../support/chat-clients.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'

const key = 'sk-key-of-the-provider-0123456789'
const messages = [{ role: 'user' as const, content: 'Hello' }]
let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig({ providers: () => [] })
})
afterEach(() => rig[Symbol.asyncDispose]())

const json = (body: object) => ({
  answer: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
})

async function add(kind: string, path: string): Promise<void> {
  rig.upstream.scriptModels(json({ object: 'list', data: [{ id: 'some-model' }] }))
  await rig.gateway.admin.addProvider({ id: 'p', kind, baseUrl: `${rig.upstream.baseUrl}${path}`, key })
}

test.each([
  ['openrouter', '/api/v1', '/api/v1/messages', '/api/v1/chat/completions'],
  ['deepseek', '', '/anthropic/v1/messages', '/chat/completions'],
  ['moonshot', '/v1', '/anthropic/v1/messages', '/v1/chat/completions'],
  ['zai', '/api/paas/v4', '/api/anthropic/v1/messages', '/api/paas/v4/chat/completions'],
  ['zai', '/api/coding/paas/v4', '/api/anthropic/v1/messages', '/api/coding/paas/v4/chat/completions'],
  ['minimax', '/v1', '/anthropic/v1/messages', '/v1/chat/completions'],
  ['fireworks', '/inference/v1', '/inference/v1/messages', '/inference/v1/chat/completions'],
  ['lm-studio', '/v1', '/v1/messages', '/v1/chat/completions'],
])(
  '%s at %s is sent messages at %s and chats at %s, with its key',
  async (kind, base, forMessages, forChats) => {
    await add(kind, base)
    rig.upstream.script({ answer: 'message' }, { answer: 'chat-completion' })
    const message = await rig.anthropic.messages.create({ model: 'p/some-model', max_tokens: 50, messages })
    expect(message.content[0]).toMatchObject({ type: 'text' })
    expect(rig.lastCall().path).toBe(forMessages)
    const completion = await rig.openAi.chat.completions.create({ model: 'some-model', messages })
    expect(completion.choices[0]?.message.content).not.toBe('')
    expect(rig.lastCall().path).toBe(forChats)
    for (const { headers } of rig.calls()) {
      expect(headers.authorization).toBe(`Bearer ${key}`)
      expect(headers['x-api-key']).toBeUndefined()
    }
  },
)

test.each(['vllm', 'llama-cpp', 'sambanova'])('%s counts the tokens of messages itself', async kind => {
  await add(kind, '/v1')
  rig.upstream.script(json({ input_tokens: 7 }))
  const count = await rig.anthropic.messages.countTokens({ model: 'p/some-model', messages })
  expect(count.input_tokens).toBe(7)
  expect(rig.lastCall().path).toBe('/v1/messages/count_tokens')
})

test('a list at the root of the server is asked for there, page after page', async () => {
  const { scriptModels, requests, baseUrl } = rig.upstream
  const page = (name: string, next_page_token: string | null) =>
    json({ models: [{ name, endpoints: ['chat'] }], next_page_token })
  scriptModels(page('command-a-03-2025', 'next'), page('command-r7b-12-2024', null))
  const { admin } = rig.gateway
  const added = await admin.addProvider({
    ...{ id: 'p', kind: 'cohere', key },
    baseUrl: `${baseUrl}/compatibility/v1`,
  })
  expect(requests.map(({ path }) => path)).toEqual([
    '/v1/models?endpoint=chat&page_size=1000',
    '/v1/models?endpoint=chat&page_size=1000&page_token=next',
  ])
  expect(added.models.map(({ id, inputNanoUsdPerMillion }) => [id, inputNanoUsdPerMillion])).toEqual([
    ['command-a-03-2025', '2500000000'],
    ['command-r7b-12-2024', '37500000'],
  ])
})

test.each([
  ['cohere', undefined],
  ['groq', { include_usage: true }],
])('%s is asked for usage in a stream with %j', async (kind, wish) => {
  await add(kind, '/v1')
  rig.upstream.script({ answer: 'chat-stream-usage' })
  const stream = await rig.openAi.chat.completions.create({ model: 'p/some-model', messages, stream: true })
  await collect(stream)
  expect(rig.calls()).toHaveLength(1)
  expect(JSON.parse(rig.lastCall().body.toString()).stream_options).toEqual(wish)
})

test('a server of one’s own passes a hard budget in money, and settles at nothing', async () => {
  await rig.money()
  await add('lm-studio', '/v1')
  rig.upstream.script({ answer: 'chat-completion' })
  const answer = await rig.post('/v1/chat/completions', { model: 'p/some-model', messages, max_tokens: 50 })
  expect(answer.status).toBe(200)
  await answer.text()
  expect(await rig.rowOf(answer)).toMatchObject({ costNanoUsd: '0', certainty: 'exact' })
  expect(await rig.money()).toEqual({ held: 0n, settled: 0n })
})

test('every kind is offered to a person, with what it speaks', async () => {
  const offered = await rig.gateway.admin.listProviderKinds({})
  expect(offered.find(({ kind }) => kind === 'moonshot')).toEqual({
    kind: 'moonshot',
    name: 'Moonshot AI',
    defaultBaseUrl: 'https://api.moonshot.ai/v1',
    keyLabel: 'Moonshot AI API key',
    keyRequired: true,
    formats: ['openai-chat', 'anthropic-messages'],
    keyPageUrl: 'https://platform.moonshot.ai/console/api-keys',
    installPageUrl: null,
  })
})
