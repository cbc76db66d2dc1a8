import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anthropicClient } from '../support/chat-clients.ts'
import { describeError, expectSame, untilError } from '../support/differential.ts'
import { die, type FixtureName, readFixture, send } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'

let rig: GatewayRig
let clients: { readonly direct: Anthropic; readonly through: Anthropic }

beforeAll(async () => {
  rig = await openGatewayRig()
  clients = { direct: anthropicClient(rig.upstream.baseUrl), through: rig.anthropic }
})
afterAll(() => rig[Symbol.asyncDispose]())

const asked = {
  model: 'claude-haiku-4-5-20251001',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Wie ist das Wetter in Zürich? 🌦' }],
}

describe('a whole answer is what the client gets straight from the provider:', () => {
  test.each(['message', 'message-cached'] as const)('%s', async answer => {
    rig.upstream.script({ answer })
    const { data } = await expectSame(clients, async client => {
      const { data, request_id } = await client.messages.create(asked).withResponse()
      return { data, requestId: request_id }
    })
    expect(data).toEqual(JSON.parse(readFixture(answer).body.toString()))
  })

  test('made from the request', async () => {
    rig.upstream.script()
    const answer = await expectSame(clients, client => client.messages.create({ ...asked, max_tokens: 3 }))
    expect(answer.stop_reason).toBe('max_tokens')
  })

  test('of the beta API, whose query and headers reach the provider', async () => {
    rig.upstream.script()
    const betas = ['context-management-2025-06-27', 'new-thing-2026-01-01']
    await expectSame(clients, client =>
      client.beta.messages.create({ ...asked, betas }, { query: { beta: 'true' } }),
    )
    const [direct, through] = rig.calls().slice(-2)
    expect(through?.path).toBe('/v1/messages?beta=true')
    for (const name of ['anthropic-beta', 'anthropic-version', 'user-agent', 'x-stainless-lang', 'accept']) {
      expect([name, through?.headers[name]]).toEqual([name, direct?.headers[name]])
    }
    expect(through?.headers['anthropic-beta']).toBe(betas.join(','))
    expect(through?.body).toEqual(direct?.body)
  })
})

describe('a stream is what the client gets straight from the provider:', () => {
  test.each(['message-stream', 'message-stream-thinking-tools'] as const)('%s', async answer => {
    rig.upstream.script({ answer, steps: [send(undefined, { chunkBytes: [7, 300, 1] })] })
    const events = await expectSame(clients, async client =>
      Array.fromAsync(await client.messages.create({ ...asked, stream: true })),
    )
    expect(events.at(-1)?.type).toBe('message_stop')
    const whole = await expectSame(clients, client => client.messages.stream(asked).finalMessage())
    const kinds = answer === 'message-stream' ? ['text'] : ['thinking', 'text', 'tool_use']
    expect(whole.content.map(({ type }) => type)).toEqual(kinds)
    const beta = await expectSame(clients, client => client.beta.messages.stream(asked).finalMessage())
    expect(beta.content).toHaveLength(kinds.length)
  })

  test('made from the request', async () => {
    rig.upstream.script()
    await expectSame(clients, client => client.messages.stream(asked).finalText())
  })
})

describe('the provider’s error is the one that the client raises straight from it:', () => {
  test.each([
    ['anthropic-error-401', Anthropic.AuthenticationError],
    ['anthropic-error-404', Anthropic.NotFoundError],
    ['anthropic-error-429', Anthropic.RateLimitError],
    ['anthropic-error-500', Anthropic.InternalServerError],
    ['anthropic-error-529', Anthropic.InternalServerError],
  ] as const satisfies readonly (readonly [FixtureName, unknown])[])('%s', async (answer, kind) => {
    rig.upstream.script({ answer })
    for (const stream of [false, true]) {
      const error = await expectSame(clients, async client => {
        const failed = await client.messages.create({ ...asked, stream }).then(undefined, failure => failure)
        expect(failed).toBeInstanceOf(kind)
        return describeError(failed)
      })
      if (answer === 'anthropic-error-429') expect(error).toMatchObject({ retryAfter: expect.any(String) })
      if (answer === 'anthropic-error-529') expect(error).toMatchObject({ status: 529, shouldRetry: 'true' })
    }
  })

  test('within a stream', async () => {
    rig.upstream.script({ answer: 'message-stream-overloaded' })
    const result = await expectSame(clients, async client =>
      untilError(await client.messages.create({ ...asked, stream: true })),
    )
    expect(result.before.length).toBeGreaterThan(0)
    expect(result.error).toMatchObject({ message: expect.stringContaining('Overloaded') })
  })
})

describe('the gateway’s own errors are raised as the client’s classes:', () => {
  const failing = (client: Anthropic, options: object = {}) =>
    client.messages.create({ ...asked, ...options }).then(undefined, failure => failure)
  const ofType = (type: string, message: RegExp) => ({
    error: { type: 'error', error: { type, message: expect.stringMatching(message) } },
  })

  test('a token that is not known', async () => {
    const error = await failing(anthropicClient(rig.gateway.gatewayUrl, 'gth_wrong'))
    expect(error).toBeInstanceOf(Anthropic.AuthenticationError)
    expect(error).toMatchObject(ofType('authentication_error', /token/))
  })

  test('a model that nobody has', async () => {
    const second = { id: 'second', kind: 'anthropic', baseUrl: rig.upstream.baseUrl, key: 'sk-second-key' }
    await rig.gateway.admin.addProvider(second)
    const error = await failing(rig.anthropic, { model: 'claude-haiku-4' })
    await rig.gateway.admin.removeProvider({ id: 'second' })
    expect(error).toBeInstanceOf(Anthropic.NotFoundError)
    expect(error).toMatchObject(ofType('not_found_error', /anth\/claude-haiku-4-5-20251001/))
  })

  test('a body that is not valid', async () => {
    const error = await failing(rig.anthropic, { messages: 'Hi' })
    expect(error).toBeInstanceOf(Anthropic.BadRequestError)
    expect(error).toMatchObject(ofType('invalid_request_error', /"messages" must be an array/))
  })

  test('a provider that hangs up, before its answer and within', async () => {
    rig.upstream.script({ steps: [die('reset')] })
    expect(await failing(rig.anthropic)).toBeInstanceOf(Anthropic.InternalServerError)
    rig.upstream.script({ answer: 'message-stream', steps: [send(1200), die('close')] })
    const result = await untilError(await rig.anthropic.messages.create({ ...asked, stream: true }))
    expect(result.before.length).toBeGreaterThan(0)
    expect(result.error).toMatchObject({ message: expect.stringContaining('broke off') })
  })
})

test('the token is taken from either header, and from the one that is Gatehouse’s own', async () => {
  rig.upstream.script()
  const { gatewayUrl, token } = rig.gateway
  for (const credentials of [
    { apiKey: token },
    { authToken: token, apiKey: null },
    { apiKey: 'unused', defaultHeaders: { authorization: null, 'x-api-key': token } },
    { apiKey: 'placeholder', defaultHeaders: { 'x-api-key': token } },
    { authToken: token, apiKey: null, defaultHeaders: { 'x-api-key': 'placeholder' } },
  ]) {
    const client = new Anthropic({ baseURL: gatewayUrl, maxRetries: 0, ...credentials })
    const answer = await client.messages.create(asked)
    expect(answer.content).toHaveLength(1)
  }
})

test('a client that stops its stream stops the provider', async () => {
  rig.upstream.script({ answer: 'message-stream', steps: [send(1200), { type: 'hang' }] })
  const stream = rig.anthropic.messages.stream(asked)
  for await (const _ of stream) break
  await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
})
