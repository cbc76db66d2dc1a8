import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { expectRefusal } from '../support/bad-input-rig.ts'
import { calendarBudget } from '../support/budgets.ts'
import { anthropicClient } from '../support/chat-clients.ts'
import type { Answer } from '../support/fake-upstream.ts'
import { type GatewayRig, models, openGatewayRig, providerKeys } from '../support/gateway-rig.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({ sandbox: true })
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

const model = models['anthropic-messages']
const messages = [{ role: 'user' as const, content: 'Hello' }]
const tools = [
  {
    name: 'look',
    description: 'Looks something up',
    input_schema: { type: 'object' as const, properties: {} },
  },
]
const json = (body: object, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json', 'request-id': 'req_counted' },
  body: JSON.stringify(body),
})
const count = (asked: { model: string; system?: string; tools?: typeof tools }) =>
  rig.anthropic.messages.countTokens({ messages, ...asked }).withResponse()

describe('a provider that counts', () => {
  test('is asked, with its own key and the listed headers, and its answer passes through', async () => {
    rig.upstream.script({ answer: json({ input_tokens: 14, other: true }) })
    const { data, response } = await count({ model: `anth/${model}`, system: 'Be brief.', tools })
    expect(data).toMatchObject({ input_tokens: 14, other: true })
    const { path, headers, body } = rig.lastCall()
    expect(path).toBe('/v1/messages/count_tokens')
    expect(headers).toMatchObject({
      'x-api-key': providerKeys['anthropic-messages'],
      'anthropic-version': expect.stringMatching(/^\d{4}-/),
    })
    expect(headers).not.toHaveProperty('authorization')
    expect(JSON.parse(body.toString())).toEqual({ model, messages, system: 'Be brief.', tools })
    expect(response.headers.get('x-gatehouse-estimate')).toBeNull()
    expect(response.headers.get('x-gatehouse-cost-usd')).toBe('0')
    expect(response.headers.get('x-gatehouse-route')).toBe(`anth/${model}`)
  })

  test('says itself what it does not take', async () => {
    const error = { type: 'error', error: { type: 'not_found_error', message: 'model: claude-nope' } }
    rig.upstream.script({ answer: json(error, 404) })
    await expect(count({ model: 'anth/claude-nope' })).rejects.toMatchObject({ status: 404, error })
  })

  test('costs nothing and holds nothing, a used up budget or not', async () => {
    await rig.gateway.admin.setBudget(calendarBudget('1'))
    rig.upstream.script({ answer: json({ input_tokens: 3 }) })
    expect((await count({ model })).data.input_tokens).toBe(3)
    const [budget] = await rig.gateway.admin.listBudgets({})
    expect(budget).toMatchObject({ held: '0', settled: '0' })
  })

  test('leaves a row, and nothing in any sum', async () => {
    const before = (await rig.gateway.admin.readOverview({ zone: 'UTC' })).month
    rig.upstream.script({ answer: json({ input_tokens: 3 }) })
    const { response } = await count({ model })
    expect(await rig.rowOf(response)).toMatchObject({
      purpose: 'count',
      method: 'POST',
      path: '/v1/messages/count_tokens',
      model,
      outcome: 'completed',
      certainty: 'none',
      costNanoUsd: '0',
      upstreamStatus: 200,
      upstreamRequestId: 'req_counted',
      estimatedInputTokens: expect.any(Number),
    })
    expect((await rig.gateway.admin.readOverview({ zone: 'UTC' })).month).toEqual(before)
  })
})

describe('tokens are counted here, and marked as an estimate,', () => {
  const quoted = async (asked: string) => {
    const quote = await rig.post('/gatehouse/v1/quote?format=anthropic-messages', { model: asked, messages })
    return (await quote.json()).tokens.input
  }

  test('for the sandbox', async () => {
    const { data, response } = await count({ model: 'sandbox/echo' })
    expect(data).toEqual({ input_tokens: await quoted('sandbox/echo') })
    expect(response.headers.get('x-gatehouse-estimate')).toBe('true')
    expect(await rig.rowOf(response)).toMatchObject({ purpose: 'count', sandbox: true, model: 'echo' })
  })

  test.each([404, 405, 501])('where the provider has no such path (%s)', async status => {
    rig.upstream.script({
      answer: { status, headers: { 'content-type': 'text/plain' }, body: 'page not found' },
    })
    const { data, response } = await count({ model })
    expect(data.input_tokens).toBe(await quoted(model))
    expect(response.headers.get('x-gatehouse-estimate')).toBe('true')
    expect(await rig.rowOf(response)).toMatchObject({ outcome: 'completed', status: 200 })
  })

  test('for a model whose provider speaks another format', async () => {
    const calls = rig.calls().length
    const { data, response } = await count({ model: models['openai-chat'] })
    expect(data.input_tokens).toBe(5) // "Hello", and four around a message
    expect(response.headers.get('x-gatehouse-route')).toBe(`open/${models['openai-chat']}`)
    expect(rig.calls()).toHaveLength(calls)
  })

  test('with its system prompt and tools', async () => {
    const bare = (await count({ model: 'sandbox/echo' })).data.input_tokens
    const system = (await count({ model: 'sandbox/echo', system: 'Be brief, and say why.' })).data
      .input_tokens
    const all = (await count({ model: 'sandbox/echo', system: 'Be brief, and say why.', tools })).data
      .input_tokens
    expect(system).toBeGreaterThan(bare)
    expect(all).toBeGreaterThan(system)
  })
})

describe('a request to count is refused in the format of messages', () => {
  test('without a token', async () => {
    const stranger = anthropicClient(rig.gateway.gatewayUrl, 'gth_wrong')
    await expect(stranger.messages.countTokens({ model, messages })).rejects.toMatchObject({
      status: 401,
      error: { type: 'error', error: { type: 'authentication_error' } },
    })
  })

  test('for a model that nobody knows, with near names', async () => {
    await expect(count({ model: 'sandbox/ecco' })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('sandbox/echo'),
      error: { type: 'error', error: { type: 'not_found_error' } },
    })
  })

  test.each(['/v1/messages/count_tokens', '/messages/count_tokens'])(
    'with a body that is none: %s',
    async path => {
      const answer = await rig.post(path, '{"model":')
      expect([answer.status, await answer.json()]).toMatchObject([400, { type: 'error' }])
    },
  )

  test('with a body that is too large, before it is read', async () => {
    const { gatewayUrl, token } = rig.gateway
    const headers = [`x-api-key: ${token}`, 'content-type: application/json', `content-length: ${2 ** 30}`]
    const bytes = rawRequest({ target: '/v1/messages/count_tokens', host: rig.host, headers })
    const { answers } = await sendRaw(gatewayUrl, bytes)
    expectRefusal(answers[0], 'anthropic-messages', 413)
  })
})
