// What only the clients of this format do; what those of every format do is in formats.test.ts.
import OpenAI from 'openai'
import type { ChatCompletionCreateParamsBase } from 'openai/resources/chat/completions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAiClient } from '../support/chat-clients.ts'
import { expectSame } from '../support/differential.ts'
import { send } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'

let rig: GatewayRig
let clients: { readonly direct: OpenAI; readonly through: OpenAI }

beforeAll(async () => {
  rig = await openGatewayRig()
  clients = { direct: openAiClient(rig.upstream.baseUrl), through: rig.openAi }
})
afterAll(() => rig[Symbol.asyncDispose]())

const asked = {
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Wie ist das Wetter in Zürich? 🌦' }],
} satisfies Partial<ChatCompletionCreateParamsBase>

describe('a whole answer is what the client gets straight from the provider:', () => {
  test('with the provider’s name for the request', async () => {
    rig.upstream.script({ answer: 'chat-completion' })
    const requestId = await expectSame(clients, async client => {
      const { request_id } = await client.chat.completions.create(asked).withResponse()
      return request_id
    })
    expect(requestId).toMatch(/^req_/)
  })

  test('made from the request', async () => {
    rig.upstream.script()
    const answer = await expectSame(clients, client =>
      client.chat.completions.create({ ...asked, max_tokens: 3 }),
    )
    expect(answer.choices[0]?.finish_reason).toBe('length')
  })
})

describe('a stream is what the client gets straight from the provider:', () => {
  test('without usage where nobody reports any', async () => {
    rig.upstream.script({ answer: 'chat-stream', steps: [send(undefined, { chunkBytes: [7, 300, 1] })] })
    const chunks = await expectSame(clients, async client =>
      Array.fromAsync(await client.chat.completions.create({ ...asked, stream: true })),
    )
    expect(chunks.filter(({ usage }) => usage)).toEqual([])
    const whole = await expectSame(clients, client =>
      client.chat.completions.stream(asked).finalChatCompletion(),
    )
    expect(whole.choices[0]?.message.content).toBeTruthy()
  })

  test('without the usage that only the gateway asked for', async () => {
    rig.upstream.script()
    const ask = async (client: OpenAI) =>
      Array.fromAsync(await client.chat.completions.create({ ...asked, max_tokens: 5, stream: true }))
    const [chunks, direct] = [await ask(clients.through), await ask(clients.direct)]
    expect(chunks.every(({ choices, usage }) => choices.length === 1 && usage === null)).toBe(true)
    expect(chunks.map(({ usage, ...rest }) => rest)).toEqual(direct.map(({ usage, ...rest }) => rest))
  })
})

test('the token is taken from either header, and from the one that is Gatehouse’s own', async () => {
  rig.upstream.script()
  const { gatewayUrl, token } = rig.gateway
  for (const defaultHeaders of [
    { authorization: null, 'x-api-key': token },
    { authorization: `bearer ${token}` },
    { authorization: 'Bearer sk-placeholder', 'x-api-key': token },
    { authorization: `Bearer ${token}`, 'x-api-key': 'placeholder' },
  ]) {
    const client = new OpenAI({
      baseURL: `${gatewayUrl}/v1`,
      apiKey: 'unused',
      maxRetries: 0,
      defaultHeaders,
    })
    const answer = await client.chat.completions.create(asked)
    expect(answer.choices).toHaveLength(1)
  }
})
