import OpenAI from 'openai'
import type { ChatCompletionCreateParamsBase } from 'openai/resources/chat/completions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAiClient } from '../support/chat-clients.ts'
import { describeError, expectSame, untilError } from '../support/differential.ts'
import { die, type FixtureName, readFixture, send } from '../support/fake-upstream.ts'
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
  test.each(['chat-completion', 'chat-completion-tools', 'chat-completion-cached'] as const)(
    '%s',
    async answer => {
      rig.upstream.script({ answer })
      const { data, requestId } = await expectSame(clients, async client => {
        const { data, request_id } = await client.chat.completions.create(asked).withResponse()
        return { data, requestId: request_id }
      })
      expect(data).toEqual(JSON.parse(readFixture(answer).body.toString()))
      expect(requestId).toMatch(/^req_/)
    },
  )

  test('made from the request', async () => {
    rig.upstream.script()
    const answer = await expectSame(clients, client =>
      client.chat.completions.create({ ...asked, max_tokens: 3 }),
    )
    expect(answer.choices[0]?.finish_reason).toBe('length')
  })
})

describe('a stream is what the client gets straight from the provider:', () => {
  test.each(['chat-stream', 'chat-stream-usage', 'chat-stream-tools'] as const)('%s', async answer => {
    rig.upstream.script({ answer, steps: [send(undefined, { chunkBytes: [7, 300, 1] })] })
    const options = answer === 'chat-stream' ? {} : { stream_options: { include_usage: true } }
    const chunks = await expectSame(clients, async client =>
      Array.fromAsync(await client.chat.completions.create({ ...asked, ...options, stream: true })),
    )
    expect(chunks.at(-1)?.usage?.completion_tokens !== undefined).toBe(answer !== 'chat-stream')
    const whole = await expectSame(clients, async client => {
      const stream = client.chat.completions.stream({ ...asked, ...options })
      return stream.finalChatCompletion()
    })
    expect(whole.choices[0]?.message.content ?? whole.choices[0]?.message.tool_calls).toBeTruthy()
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

describe('the provider’s error is the one that the client raises straight from it:', () => {
  test.each([
    ['openai-error-401', OpenAI.AuthenticationError],
    ['openai-error-404', OpenAI.NotFoundError],
    ['openai-error-429', OpenAI.RateLimitError],
    ['openai-error-500', OpenAI.InternalServerError],
    ['openai-error-503', OpenAI.InternalServerError],
  ] as const satisfies readonly (readonly [FixtureName, unknown])[])('%s', async (answer, kind) => {
    rig.upstream.script({ answer })
    for (const stream of [false, true]) {
      let requestId = ''
      const error = await expectSame(clients, async client => {
        const failed = await client.chat.completions
          .create({ ...asked, stream })
          .then(undefined, failure => failure)
        expect(failed).toBeInstanceOf(kind)
        requestId = failed.headers.get('x-gatehouse-request-id') ?? ''
        return describeError(failed)
      })
      if (answer === 'openai-error-429') expect(error).toMatchObject({ retryAfter: '20' })
      const row = await rig.gateway.row(requestId)
      expect(row).toMatchObject({ outcome: 'upstream-failed', costNanoUsd: '0', errorCode: null })
    }
  })

  test('within a stream', async () => {
    const error =
      '{"error":{"message":"The server had an error","type":"server_error","param":null,"code":"oops"}}'
    const begin = readFixture('chat-stream').body.toString().split('\n\n').slice(0, 3).join('\n\n')
    const body = [Buffer.from(`${begin}\n\ndata: ${error}\n\n`)]
    rig.upstream.script({ answer: { headers: { 'content-type': 'text/event-stream' }, body } })
    const result = await expectSame(clients, async client =>
      untilError(await client.chat.completions.create({ ...asked, stream: true })),
    )
    expect(result).toMatchObject({ before: { length: 3 }, error: { class: 'APIError', code: 'oops' } })
  })
})

describe('the gateway’s own errors are raised as the client’s classes:', () => {
  const failing = (client: OpenAI, options: object = {}) =>
    client.chat.completions.create({ ...asked, ...options }).then(undefined, failure => failure)

  test('a token that is not known', async () => {
    const error = await failing(openAiClient(rig.gateway.gatewayUrl, 'gth_wrong'))
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
    expect(error).toMatchObject({ status: 401, code: 'token_unknown', type: 'authentication_error' })
  })

  test('a model that nobody has', async () => {
    const other = { id: 'other', kind: 'openai-compatible', baseUrl: `${rig.upstream.baseUrl}/v1` }
    await rig.gateway.admin.addProvider(other)
    const error = await failing(rig.openAi, { model: 'gpt-4o-minus' })
    await rig.gateway.admin.removeProvider({ id: 'other' })
    expect(error).toBeInstanceOf(OpenAI.NotFoundError)
    expect(error).toMatchObject({
      code: 'model_unknown',
      message: expect.stringContaining('open/gpt-4o-mini'),
    })
  })

  test('a body that is not valid', async () => {
    const error = await failing(rig.openAi, { messages: 'Hi' as never })
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({ code: 'request_invalid' })
  })

  test('a provider that hangs up, before its answer and within', async () => {
    rig.upstream.script({ steps: [die('reset')] })
    expect(await failing(rig.openAi)).toBeInstanceOf(OpenAI.InternalServerError)
    rig.upstream.script({ answer: 'chat-stream', steps: [send(1200), die('close')] })
    const result = await untilError(await rig.openAi.chat.completions.create({ ...asked, stream: true }))
    expect(result.before.length).toBeGreaterThan(0)
    expect(result.error).toMatchObject({ class: 'APIError', code: 'upstream_truncated' })
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

test('a client that stops its stream stops the provider', async () => {
  rig.upstream.script({ answer: 'chat-stream', steps: [send(1200), { type: 'hang' }] })
  const stream = await rig.openAi.chat.completions.create({ ...asked, stream: true })
  for await (const _ of stream) break
  await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
})
