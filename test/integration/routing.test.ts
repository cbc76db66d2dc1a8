import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAiClient } from '../support/chat-clients.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { startTestGateway } from '../support/test-gateway.ts'

let rig: GatewayRig
let router: FakeUpstream

beforeAll(async () => {
  rig = await openGatewayRig()
  router = await startFakeUpstream()
  router.scriptModels({ answer: listOf('meta/llama-4', 'gpt-4o', 'open/only-here') })
  await rig.gateway.admin.addProvider({
    id: 'router',
    kind: 'openai-compatible',
    baseUrl: `${router.baseUrl}/v1/`,
  })
})
afterAll(async () => {
  await rig[Symbol.asyncDispose]()
  await router.close()
})

function listOf(...ids: readonly string[]) {
  const data = ids.map(id => ({ id, object: 'model', created: 0, owned_by: 'x' }))
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ object: 'list', data }) }
}

const askChat = (model: string) => rig.post('/v1/chat/completions', chatBody('openai-chat', { model }))
const askMessages = (model: string) => rig.post('/v1/messages', chatBody('anthropic-messages', { model }))
const modelAt = (upstream: FakeUpstream) => JSON.parse(upstream.requests.at(-1)?.body.toString() ?? '').model

describe('a model is asked for at', () => {
  test.each([
    ['meta/llama-4', 'router/meta/llama-4', 'meta/llama-4'],
    ['router/meta/llama-4', 'router/meta/llama-4', 'meta/llama-4'],
    ['router/gpt-4o', 'router/gpt-4o', 'gpt-4o'],
    ['router/never/heard/of', 'router/never/heard/of', 'never/heard/of'],
  ])('the router, as %s', async (asked, route, model) => {
    const calls = rig.calls().length
    const reply = await askChat(asked)
    expect([reply.status, reply.headers.get('x-gatehouse-route')]).toEqual([200, route])
    expect(modelAt(router)).toBe(model)
    expect(router.requests.at(-1)?.path).toBe('/v1/chat/completions')
    expect(router.requests.at(-1)?.headers).not.toHaveProperty('authorization')
    expect(rig.calls()).toHaveLength(calls)
    expect(await rig.rowOf(reply)).toMatchObject({ providerId: 'router', model, route })
  })

  test.each([
    ['o3', 'open/o3', 'o3'],
    ['open/gpt-4o', 'open/gpt-4o', 'gpt-4o'],
    ['open/only-here', 'open/only-here', 'only-here'], // the router lists the whole name, but the prefix wins
  ])('the provider of the first segment or the list, as %s', async (asked, route, model) => {
    const reply = await askChat(asked)
    expect([reply.status, reply.headers.get('x-gatehouse-route')]).toEqual([200, route])
    expect(JSON.parse(rig.lastCall().body.toString()).model).toBe(model)
  })

  test('the only provider of its format, with no price, where nobody lists it', async () => {
    const reply = await askMessages('claude-of-next-year')
    expect(reply.status).toBe(200)
    expect(reply.headers.get('x-gatehouse-route')).toBe('anth/claude-of-next-year')
    expect(reply.headers.get('x-gatehouse-cost-usd')).toBe('unknown')
    expect(await rig.rowOf(reply)).toMatchObject({ costNanoUsd: null, certainty: 'exact', priceSource: null })
  })
})

describe('nothing is asked, and the caller is told, where', () => {
  const untouched = async (reply: Response, status: number) => {
    expect([reply.status, reply.headers.get('x-gatehouse-cost-usd')]).toEqual([status, '0'])
    const row = await rig.rowOf(reply)
    expect(row).toMatchObject({ outcome: 'rejected', certainty: 'none', costNanoUsd: '0', providerId: null })
    return (await reply.json()).error
  }

  test('two providers list the model', async () => {
    const error = await untouched(await askChat('gpt-4o'), 404)
    expect(error).toMatchObject({ code: 'model_ambiguous', type: 'invalid_request_error' })
    expect(error.message).toContain('open/gpt-4o or router/gpt-4o')
  })

  test('nobody lists the model and two providers could be meant: the near ones are named', async () => {
    const error = await untouched(await askChat('gpt-4.2'), 404)
    expect(error.message).toMatch(/"gpt-4\.2".* Near it: open\/gpt-4\.1, /)
    expect(error.message).not.toContain('\n')
  })
})

test('with no provider set up, an unknown model is told of the sandbox', async () => {
  await using gateway = await startTestGateway()
  const client = openAiClient(gateway.gatewayUrl, gateway.token)
  const asked = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Hi' }] }
  await expect(client.chat.completions.create(asked)).rejects.toMatchObject({
    status: 404,
    code: 'model_unknown',
    message: expect.stringContaining('sandbox/echo'),
  })
})
