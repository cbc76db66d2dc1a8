// What only the clients of this format do; what those of every format do is in formats.test.ts.
import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anthropicClient } from '../support/chat-clients.ts'
import { expectSame } from '../support/differential.ts'
import { send } from '../support/fake-upstream.ts'
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
  test('with the provider’s name for the request', async () => {
    rig.upstream.script({ answer: 'message' })
    const requestId = await expectSame(clients, async client => {
      const { request_id } = await client.messages.create(asked).withResponse()
      return request_id
    })
    expect(requestId).toMatch(/^req_/)
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
  test.each(['message-stream', 'message-stream-thinking-tools'] as const)(
    'in every block, %s',
    async answer => {
      rig.upstream.script({ answer, steps: [send(undefined, { chunkBytes: [7, 300, 1] })] })
      const whole = await expectSame(clients, client => client.messages.stream(asked).finalMessage())
      const kinds = answer === 'message-stream' ? ['text'] : ['thinking', 'text', 'tool_use']
      expect(whole.content.map(({ type }) => type)).toEqual(kinds)
      const beta = await expectSame(clients, client => client.beta.messages.stream(asked).finalMessage())
      expect(beta.content).toHaveLength(kinds.length)
    },
  )

  test('made from the request', async () => {
    rig.upstream.script()
    await expectSame(clients, client => client.messages.stream(asked).finalText())
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
