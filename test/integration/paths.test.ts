import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatNames, mainPathOf, formats as wireFormats } from '../../gateway/formats/index.ts'
import { anthropicClient, openAiClient } from '../support/chat-clients.ts'
import { chatBody, formats, type GatewayRig, models, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const messages = [{ role: 'user' as const, content: 'Hello' }]

describe('a path with slashes too many', () => {
  test.each([
    '/v1//chat/completions',
    '//v1/chat/completions',
    '/v1/chat/completions/',
    '/v1/chat//completions//',
    '/chat/completions/',
  ])('is the path without them: POST %s', async path => {
    const answer = await rig.post(path, chatBody('openai-chat'))
    expect(answer.status).toBe(200)
    expect(rig.lastCall().path).toBe('/v1/chat/completions')
    expect(await rig.rowOf(answer)).toMatchObject({ outcome: 'completed', format: 'openai-chat' })
  })

  test.each(['/v1/messages/', '//v1//messages', '/messages/'])('POST %s', async path => {
    const answer = await rig.post(`${path}?beta=//true/`, chatBody('anthropic-messages'))
    expect(answer.status).toBe(200)
    expect(rig.lastCall().path).toBe('/v1/messages?beta=//true/')
  })

  test('comes of a base URL that ends in one, in both official clients', async () => {
    const { gatewayUrl, token } = rig.gateway
    const openAi = openAiClient(gatewayUrl, token)
    openAi.baseURL = `${gatewayUrl}/v1/`
    const chat = await openAi.chat.completions.create({ model: models['openai-chat'], messages })
    expect(chat.choices).toHaveLength(1)
    const anthropic = anthropicClient(`${gatewayUrl}/`, token)
    const asked = { model: models['anthropic-messages'], messages, max_tokens: 5 }
    expect((await anthropic.messages.create(asked)).role).toBe('assistant')
  })

  test('does not become another host', async () => {
    const bytes = rawRequest({ method: 'GET', target: '//attacker.example/healthz', host: rig.host })
    const { answers } = await sendRaw(rig.gateway.gatewayUrl, bytes)
    expect(answers[0]?.status).toBe(404)
  })
})

describe('a path that one format has', () => {
  test('is of that format though a model or its provider is named messages', async () => {
    const path = '/v1beta/models/messages/some-model:streamGenerateContent?alt=sse'
    const answer = await rig.post(path, { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } })
    const asked = `${rig.gateway.gatewayUrl}/v1/models/messages/some-model`
    const model = await fetch(asked, { headers: { authorization: `Bearer ${rig.gateway.token}` } })
    expect(await model.json()).toMatchObject({ error: { type: 'invalid_request_error', param: null } })
  })

  test('is of that format though there is a header of another', async () => {
    const headers = { 'anthropic-version': '2023-06-01' }
    const answer = await rig.post('/v1/chat/completions', chatBody('openai-chat'), { headers })
    expect(answer.status).toBe(200)
    expect(await rig.rowOf(answer)).toMatchObject({ format: 'openai-chat' })
  })
})

describe('a path that is none', () => {
  const refusal = async (path: string, init: RequestInit = {}) => {
    const answer = await rig.post(path, chatBody('openai-chat'), init)
    const text = await answer.text()
    expect(answer.status).toBe(404)
    return { text, message: String(JSON.parse(text).error.message), body: JSON.parse(text) }
  }
  const anthropicVersion = { 'anthropic-version': '2023-06-01' }

  test('is told which paths there are, and which is nearest', async () => {
    const { message } = await refusal('/v1/chat/completion')
    const thereAre = [
      'POST /v1/chat/completions',
      'POST /v1/messages',
      'POST /api/chat',
      'POST /api/generate',
      'POST /v1beta/models/{id}:generateContent',
      'POST /v1/models/{id}:generateContent',
      'POST /v1beta/models/{id}:streamGenerateContent',
      'POST /v1/models/{id}:streamGenerateContent',
      'POST /v1/responses',
      'POST /v1/embeddings',
      'POST /api/embed',
      'POST /api/embeddings',
      'POST /v1beta/models/{id}:embedContent',
      'POST /v1/models/{id}:embedContent',
      'POST /v1beta/models/{id}:batchEmbedContents',
      'POST /v1/models/{id}:batchEmbedContents',
      'POST /v1/messages/count_tokens',
      'POST /v1beta/models/{id}:countTokens',
      'POST /v1/models/{id}:countTokens',
      'POST /v1/responses/input_tokens',
      'GET /v1/models',
      'GET /v1/models/{id}',
      'GET /api/tags',
      'POST /api/show',
      'GET /api/ps',
      'GET /api/version',
      'GET /v1beta/models',
      'GET /v1beta/models/{id}',
      'POST /gatehouse/v1/quote',
      'GET /gatehouse/v1/explain',
      'POST /gatehouse/v1/explain',
      'GET /healthz',
    ]
    expect(message).toBe(
      `There is no such route here: /v1/chat/completion. Nearest: POST /v1/chat/completions, at the base URL ${rig.gateway.gatewayUrl}/v1. ` +
        `There are: ${thereAre.join(', ')}.`,
    )
    for (const path of formatNames.map(mainPathOf))
      expect(thereAre).toContain(`POST ${path.replace('*', '{id}')}`)
  })

  test.each([
    ['/v1/v1/chat/completions', 'POST /v1/chat/completions, at the base URL URL/v1.'],
    ['/api/openai/v1/chat/completions', 'POST /v1/chat/completions, at the base URL URL/v1.'],
    ['/v1/completions', 'POST /v1/chat/completions, at the base URL URL/v1.'],
    ['/v1/response', 'POST /v1/responses, at the base URL URL/v1.'],
    ['/openai/v1/responses', 'POST /v1/responses, at the base URL URL/v1.'],
    ['/v1/model', 'GET /v1/models, at the base URL URL/v1.'],
    ['/health', 'GET /healthz, at the base URL URL/v1.'],
  ])('%s is nearest to %s', async (path, near) => {
    const { message, body } = await refusal(path)
    expect(message).toContain(`Nearest: ${near.replace('URL/', `${rig.gateway.gatewayUrl}/`)}`)
    expect(body.error).toMatchObject({ code: 'route_unknown', type: 'invalid_request_error', param: null })
  })

  test.each([
    ['/v1/v1/messages', {}, '/v1/messages'],
    ['/v1/mesages', {}, '/v1/messages'],
    ['/v1/messages/batches', {}, '/v1/messages'],
    ['/v1/message/count_tokens', {}, '/v1/messages/count_tokens'],
    ['/v1/nonsense', anthropicVersion, '/v1/messages'],
  ])('%s is told in the format of messages, with its base URL', async (path, headers, near) => {
    const { message, body } = await refusal(path, { headers })
    expect(message).toContain(`Nearest: POST ${near}, at the base URL ${rig.gateway.gatewayUrl}. `)
    expect(body).toMatchObject({ type: 'error', error: { type: 'not_found_error' } })
  })

  test.each([
    ['/v1/api/chat', '/api/chat'],
    ['/api/chats', '/api/chat'],
    ['/api/embedd', '/api/embed'],
    ['/api/generat', '/api/generate'],
  ])('%s is told in the format of local models, with its base URL', async (path, near) => {
    const { gatewayUrl } = rig.gateway
    const answer = await rig.post(path, {})
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: expect.stringContaining(`Nearest: POST ${near}, at the base URL ${gatewayUrl}. `) },
    ])
  })

  test.each(['multipart/form-data; boundary=x', 'text/plain', ';;'])(
    'is told before what is wrong with its body: %s',
    async contentType => {
      const { message } = await refusal('/v1/audio/transcriptions', {
        headers: { 'content-type': contentType },
      })
      expect(message).toContain('There is no such route here: /v1/audio/transcriptions.')
      const wrongMethod = await rig.post('/v1/models', '', { headers: { 'content-type': contentType } })
      expect(wrongMethod.status).toBe(405)
      expect(wrongMethod.headers.get('allow')).toBe('GET')
    },
  )

  test('fails in an official client with a base URL that is wrong, and says which is right', async () => {
    const { gatewayUrl, token } = rig.gateway
    const client = anthropicClient(`${gatewayUrl}/v1`, token)
    const asked = { model: models['anthropic-messages'], messages, max_tokens: 5 }
    await expect(client.messages.create(asked)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining(`at the base URL ${gatewayUrl}. `),
    })
  })

  test.each([
    ['GET', '/v1/messages', 'POST'],
    ['POST', '/v1/models', 'GET'],
    ['POST', '/v1/models/gpt-4o', 'GET'],
    ['GET', '/v1/messages/count_tokens', 'POST'],
    ['POST', '/', 'GET, HEAD'],
    ['DELETE', '/healthz', 'GET'],
  ])('with a wrong method, %s %s, is told which it takes', async (method, path, allow) => {
    const { gatewayUrl, token } = rig.gateway
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const answer = await fetch(gatewayUrl + path, { method, headers })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
  })
})

test('GET / says in one line what this is and what to point at it, to anybody; HEAD / says nothing', async () => {
  const { gatewayUrl } = rig.gateway
  const answer = await fetch(`${gatewayUrl}/`)
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  const text = await answer.text()
  const baseUrls = formatNames.map(format => {
    const { title, baseUrl } = wireFormats[format].caller
    return `for ${title}: ${baseUrl(gatewayUrl)}`
  })
  expect(baseUrls.slice(0, 2)).toEqual([
    `for chat completions: ${gatewayUrl}/v1`,
    `for messages: ${gatewayUrl}`,
  ])
  expect(text).toBe(
    `Gatehouse, a private AI gateway. Base URL ${baseUrls.join(', ')}; the API key is a Gatehouse client token.\n`,
  )
  const head = await fetch(`${gatewayUrl}/`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
})

test.each(formats)('a path of %s keeps its format whatever the headers say', async format => {
  const answer = await rig.post(paths[format], '{}', { headers: { 'content-type': 'text/plain' } })
  expect(await answer.json()).toMatchObject(
    format === 'openai-chat' ? { error: { param: null } } : { type: 'error' },
  )
})
