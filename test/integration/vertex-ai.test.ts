import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { collect } from '../support/chat-clients.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { serviceAccount, startTokenServer, type TokenServer, tokenNumber } from '../support/token-server.ts'

const project = '/v1/projects/our-project/locations/us-east5'
const pasted = JSON.stringify(serviceAccount, null, 2)
const apiKey = 'AIzaSyExampleOfAnApiKey0123456789'
const messages = [{ role: 'user' as const, content: 'Hello' }]
const json = { 'content-type': 'application/json' }
const content = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }
const startMs = Date.parse('2026-11-27T12:00:00Z')
let nowMs = startMs
let rig: GatewayRig
let tokenServer: TokenServer

beforeEach(async () => {
  nowMs = startMs
  tokenServer = await startTokenServer()
  rig = await openGatewayRig({
    providers: () => [],
    now: () => nowMs,
    deps: { dispatcher: tokenServer.dispatcher },
  })
})
afterEach(async () => {
  await rig[Symbol.asyncDispose]()
  await tokenServer.close()
})

const publisherModels = ['gemini-2.5-flash', 'gemini-3-pro-preview'].map(model => ({
  name: `publishers/google/models/${model}`,
}))

function add(key = pasted, path = project) {
  rig.upstream.scriptModels({ answer: { headers: json, body: JSON.stringify({ publisherModels }) } })
  const baseUrl = rig.upstream.baseUrl + path
  return rig.gateway.admin.addProvider({ id: 'vx', kind: 'vertex-ai', baseUrl, key })
}

function generate(model = 'vx/gemini-2.5-flash'): Promise<Response> {
  return rig.post(`/v1beta/models/${model}:generateContent`, content)
}

describe('a service account', () => {
  test('is exchanged for a token, which is sent in its place', async () => {
    const added = await add()
    expect(added).toMatchObject({ key: 'stored', modelsError: null })
    expect(added.models.map(({ id }) => id)).toEqual(['gemini-2.5-flash', 'gemini-3-pro-preview'])
    rig.upstream.script({ answer: 'gemini-content' })
    expect((await generate()).status).toBe(200)
    expect(rig.upstream.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1beta1/publishers/google/models?pageSize=100',
      `POST ${project}/publishers/google/models/gemini-2.5-flash:generateContent`,
    ])
    for (const { headers } of rig.upstream.requests) {
      expect(headers.authorization).toBe(`Bearer ${tokenNumber(1)}`)
      expect(headers['x-goog-api-key']).toBeUndefined()
    }
    const sent = JSON.stringify(
      rig.upstream.requests.map(({ rawHeaders, body }) => [rawHeaders, String(body)]),
    )
    expect(sent).not.toContain(serviceAccount.private_key.slice(40, 90))
    expect(tokenServer.granted).toEqual([
      {
        iss: serviceAccount.client_email,
        scope: 'https://www.googleapis.com/auth/cloud-platform',
        aud: serviceAccount.token_uri,
        iat: startMs / 1000,
        exp: startMs / 1000 + 3600,
      },
    ])
  })

  test('has one token until five minutes before its end, however many ask', async () => {
    await add()
    rig.upstream.script({ answer: 'gemini-content' })
    const askAtOnce = () => Promise.all([1, 2, 3].map(async () => (await generate()).text()))
    nowMs = startMs + 55 * 60_000 - 1
    await askAtOnce()
    expect(tokenServer.granted).toHaveLength(1)
    nowMs = startMs + 55 * 60_000
    await askAtOnce()
    expect(tokenServer.granted).toHaveLength(2)
    expect(rig.lastCall().headers.authorization).toBe(`Bearer ${tokenNumber(2)}`)
  })

  test('has tokens of its own beside another key of the provider', async () => {
    await add()
    const client_email = 'another@our-project.iam.gserviceaccount.com'
    const key = JSON.stringify({ ...serviceAccount, client_email })
    await rig.gateway.admin.addProviderKey({ providerId: 'vx', name: 'second', key })
    const body = JSON.stringify({ error: { code: 429, message: `Slow down, ${tokenNumber(1)}` } })
    rig.upstream.script({ answer: { status: 429, headers: json, body } }, { answer: 'gemini-content' })
    expect((await generate()).status).toBe(200)
    const sent = rig.calls().map(({ headers }) => headers.authorization)
    expect(new Set(sent).size).toBe(2)
    expect(tokenServer.granted.at(-1)?.iss).toBe(client_email)
  })

  test('that is replaced has no use for the token before', async () => {
    await add()
    const client_email = 'another@our-project.iam.gserviceaccount.com'
    await add(JSON.stringify({ ...serviceAccount, client_email }))
    rig.upstream.script({ answer: 'gemini-content' })
    expect((await generate()).status).toBe(200)
    expect(tokenServer.granted.map(({ iss }) => iss)).toEqual([serviceAccount.client_email, client_email])
    expect(rig.lastCall().headers.authorization).toBe(`Bearer ${tokenNumber(2)}`)
  })

  test.each([
    [
      'that is not its own',
      400,
      '{"error":"invalid_grant","error_description":"Invalid JWT Signature."}',
      'invalid_grant, Invalid JWT Signature.',
    ],
    [
      'whose answer repeats what was sent',
      401,
      `{"error":"invalid_client","error_description":"No: ${'eyJhbGciOiJSUzI1NiJ9.'.repeat(4)}"}`,
      'invalid_client.',
    ],
    ['that no longer exists', 404, 'not found', '404.'],
  ])('%s is told as a key that cannot be used', async (_, status, body, told) => {
    tokenServer.answerWith(status, body)
    const { modelsError } = await add()
    expect(modelsError).toContain(told)
    const answer = await generate()
    expect(answer.status).toBe(424)
    const { error } = (await answer.json()) as { error: { message: string } }
    expect(error.message).toContain(
      `The key of the provider "vx" is locked: its token server answered ${status}`,
    )
    expect(error.message).toContain(told)
    expect(error.message).not.toContain('eyJ')
    expect(rig.upstream.requests).toEqual([])
  })

  test.each([
    ['is overloaded', 503, 'busy', 'answered 503'],
    ['limits its rate', 429, '{}', 'answered 429'],
    ['gives no token', 200, '{"token_type":"Bearer"}', 'did not answer with a token'],
    ['gives what fits into no header', 200, '{"access_token":"a\\nb"}', 'did not answer with a token'],
    ['says nothing readable', 200, '<html>', 'did not answer with a token'],
  ])('whose token server %s can be used later', async (_, status, body, told) => {
    tokenServer.answerWith(status, body)
    await add()
    const answer = await generate()
    expect(answer.status).toBe(502)
    expect(await answer.text()).toContain(`its token server ${told}`)
    tokenServer.answerWith(200, JSON.stringify({ access_token: tokenNumber(9), expires_in: 3600 }))
    rig.upstream.script({ answer: 'gemini-content' })
    expect((await generate()).status).toBe(200)
  })

  test('has its tokens struck out of what the provider sends, the one before too', async () => {
    await add()
    nowMs = startMs + 3_600_000
    const message = `Neither ${tokenNumber(1)} nor ${tokenNumber(2)} may do that.`
    const body = JSON.stringify({ error: { code: 403, message, status: 'PERMISSION_DENIED' } })
    rig.upstream.script({
      answer: { status: 403, headers: { ...json, 'x-request-id': tokenNumber(2) }, body },
    })
    const answer = await generate()
    expect(rig.lastCall().headers.authorization).toBe(`Bearer ${tokenNumber(2)}`)
    expect(answer.status).toBe(403)
    const told = await answer.text()
    expect(told).toMatch(/Neither \*+ nor \*+ may do that\./)
    expect(JSON.stringify([...answer.headers, await rig.rowOf(answer)])).not.toContain('ya29')
  })

  test('is refused if it cannot be used, with the reason and without a key', async () => {
    const { private_key, ...withoutKey } = serviceAccount
    const refusals: readonly (readonly [string, string, string?])[] = [
      [JSON.stringify(withoutKey), 'not that of a service account'],
      [JSON.stringify({ ...serviceAccount, type: 'authorized_user' }), 'not that of a service account'],
      [
        JSON.stringify({ ...serviceAccount, token_uri: 'https://attacker.example/token' }),
        'must get its tokens',
      ],
      [JSON.stringify({ ...serviceAccount, private_key: 'no key' }), 'cannot be read'],
      ['{"type":', 'not that of a service account'],
      [pasted, '/projects/PROJECT/locations/LOCATION', '/v1'],
    ]
    for (const [key, reason, path] of refusals) {
      const refused = await add(key, path).catch(error => String(error))
      expect(refused).toContain(reason)
      expect(refused).not.toContain(private_key.slice(40, 60))
    }
    expect(tokenServer.granted).toEqual([])
  })
})

test('Claude is asked by a path that names it, with the version in its body', async () => {
  await add()
  rig.upstream.script({ answer: 'message' }, { answer: 'message-stream' })
  const asked = { max_tokens: 50, messages, model: 'vx/claude-opus-4-1@20250805' }
  await rig.anthropic.messages.create(asked)
  const claude = `${project}/publishers/anthropic/models/claude-opus-4-1@20250805`
  expect(rig.lastCall().path).toBe(`${claude}:rawPredict`)
  expect(JSON.parse(rig.lastCall().body.toString())).toEqual({
    anthropic_version: 'vertex-2023-10-16',
    max_tokens: 50,
    messages,
  })
  await rig.anthropic.messages.stream(asked).finalMessage()
  expect(rig.lastCall().path).toBe(`${claude}:streamRawPredict`)
  expect(JSON.parse(rig.lastCall().body.toString())).toEqual({
    anthropic_version: 'vertex-2023-10-16',
    max_tokens: 50,
    messages,
    stream: true,
  })
})

test('chat completions name the maker, whether the caller does or not', async () => {
  await add()
  for (const model of ['vx/gemini-2.5-flash', 'vx/google/gemini-2.5-flash']) {
    rig.upstream.script({ answer: 'chat-stream-usage' })
    await collect(await rig.openAi.chat.completions.create({ model, messages, stream: true }))
    expect(rig.lastCall().path).toBe(`${project}/endpoints/openapi/chat/completions`)
    expect(JSON.parse(rig.lastCall().body.toString()).model).toBe('google/gemini-2.5-flash')
  }
})

test('each model is asked in the formats that it speaks', async () => {
  await add()
  await generate('vx/claude-opus-5')
  expect(rig.lastCall().path).toContain('/publishers/anthropic/models/claude-opus-5:rawPredict')
  const claude = JSON.parse(String(rig.lastCall().body))
  expect(claude).toMatchObject({ anthropic_version: 'vertex-2023-10-16', messages: [{ role: 'user' }] })
  expect(claude).not.toHaveProperty('model')
  await rig.post('/v1/messages', { model: 'vx/gemini-2.5-flash', max_tokens: 5, messages })
  expect(rig.lastCall().path).toContain('/publishers/google/models/gemini-2.5-flash:generateContent')
  expect(JSON.parse(String(rig.lastCall().body))).toMatchObject({ contents: [{ role: 'user' }] })
})

test('an API key is sent as it is, to the place without a project', async () => {
  expect(await add(apiKey, '')).toMatchObject({
    baseUrl: `${rig.upstream.baseUrl}/v1`,
    models: [],
    modelsError: null,
  })
  rig.upstream.script({ answer: 'gemini-stream' })
  const stream = await rig.post('/v1beta/models/vx/gemini-2.5-flash:streamGenerateContent?alt=sse', content)
  expect(await stream.text()).toContain('data: ')
  expect(rig.lastCall().path).toBe(
    '/v1/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
  )
  expect(rig.lastCall().headers['x-goog-api-key']).toBe(apiKey)
  expect(rig.lastCall().headers.authorization).toBeUndefined()
  expect(tokenServer.granted).toEqual([])
})

test('answers are settled at the table’s prices', async () => {
  await add()
  rig.upstream.script({ answer: 'gemini-content' })
  const answer = await generate()
  await answer.text()
  expect(Number((await rig.rowOf(answer)).costNanoUsd)).toBeGreaterThan(0)
})
