// What generated content alone does: the token in its clients' places, paths, lists, counts, the sandbox.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GoogleGenAI } from '@google/genai'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { anthropicClient, openAiClient } from '../support/chat-clients.ts'
import { readFixture } from '../support/fake-upstream.ts'
import type { GatewayRig } from '../support/gateway-rig.ts'
import {
  body,
  contents,
  json,
  model,
  openContentRig,
  pathOf,
  providerKey,
} from '../support/generated-content-rig.ts'

const logged: string[] = []
let rig: GatewayRig

beforeAll(async () => {
  const log = pino({ level: 'trace' }, { write: line => void logged.push(line) })
  rig = await openContentRig({ deps: { log } })
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(() => rig.upstream.script())

const client = (apiKey = rig.gateway.token, more: object = {}) =>
  new GoogleGenAI({ apiKey, httpOptions: { baseUrl: rig.gateway.gatewayUrl, ...more } })

/** Without the credential of the other tests. */
const ask = (path: string, headers: Record<string, string>, asked: object = body) =>
  fetch(rig.gateway.gatewayUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(asked),
  })

describe('the token', () => {
  const stream = () => pathOf('streamGenerateContent')

  test.each([
    ['in a header of its clients’', '', true],
    ['in the query', '?key=TOKEN', false],
    ['in the query, before another member', '?key=TOKEN&alt=sse', false],
    ['in the query, encoded', '?alt=sse&k%65y=TOKEN', false],
  ])('%s lets in, and reaches neither the provider nor the log', async (_, query, isInHeader) => {
    const { token, homeDir } = rig.gateway
    const headers = isInHeader ? { 'x-goog-api-key': token } : {}
    const answer = await ask(stream() + query.replace('TOKEN', token), headers as Record<string, string>)
    expect(answer.status).toBe(200)
    await answer.text()
    const row = await rig.rowOf(answer)
    expect(row).toMatchObject({ outcome: 'completed', path: stream() })
    const { path, rawHeaders } = rig.lastCall()
    expect(rawHeaders).toContain(providerKey)
    expect(`${path} ${rawHeaders.join(' ')}`).not.toContain('gth_')
    expect(path).toBe(`${stream()}${query.includes('alt=sse') ? '?alt=sse' : ''}`)
    expect(JSON.stringify([row, logged])).not.toContain(token)
    for (const file of readdirSync(homeDir))
      expect(readFileSync(join(homeDir, file)).includes(token), file).toBe(false)
  })

  test('beside a placeholder in the other place is the one that counts', async () => {
    const { token } = rig.gateway
    expect((await ask(`${stream()}?key=AIza-none`, { 'x-goog-api-key': token })).status).toBe(200)
    expect((await ask(`${stream()}?key=${token}`, { 'x-goog-api-key': 'AIza-none' })).status).toBe(200)
  })

  test('that is missing or wrong is told in the format', async () => {
    for (const [path, headers] of [
      [stream(), {}],
      [`${stream()}?key=gth_wrong`, {}],
      [pathOf('generateContent'), { 'x-goog-api-key': 'AIza-none' }],
    ] as const) {
      const answer = await ask(path, headers)
      expect([answer.status, await answer.json()]).toMatchObject([
        401,
        { error: { code: 401, status: 'UNAUTHENTICATED', message: expect.any(String), details: [{}] } },
      ])
    }
    const models = await fetch(`${rig.gateway.gatewayUrl}/v1beta/models?key=gth_wrong`)
    expect([models.status, await models.json()]).toMatchObject([
      401,
      { error: { status: 'UNAUTHENTICATED' } },
    ])
  })
})

describe('the lists of models', () => {
  test('name what can be asked, in either version, to those who show whose clients they are', async () => {
    const names = async (path: string, headers: Record<string, string>) => {
      const answer = await fetch(rig.gateway.gatewayUrl + path, { headers })
      const { models } = (await answer.json()) as { models: { name: string }[] }
      return models.map(({ name }) => name)
    }
    const key = { 'x-goog-api-key': rig.gateway.token }
    const expected = ['models/gemini-2.5-flash', 'models/sandbox/echo']
    expect(await names('/v1beta/models', key)).toEqual(expect.arrayContaining(expected))
    expect(await names('/v1/models', key)).toEqual(expect.arrayContaining(expected))
    expect(await names(`/v1/models?key=${rig.gateway.token}`, {})).toEqual(expect.arrayContaining(expected))
  })

  test('have each model by its name, and those of the others are as they were', async () => {
    expect(await client().models.get({ model })).toMatchObject({
      name: `models/${model}`,
      displayName: model,
    })
    await expect(client().models.get({ model: 'gemini-none' })).rejects.toMatchObject({ status: 404 })
    const { gatewayUrl, token } = rig.gateway
    const { data } = await anthropicClient(gatewayUrl, token).models.list()
    expect(data.map(({ id }) => id)).toContain('claude-haiku-4-5-20251001')
    const chats = await openAiClient(gatewayUrl, token).models.list()
    expect(chats.data.map(({ id }) => id)).toEqual(expect.arrayContaining([model]))
  })
})

describe('a path', () => {
  test.each(['v1', 'v1beta'])('of %s is the provider’s own', async apiVersion => {
    const answer = await client(rig.gateway.token, { apiVersion }).models.generateContent({
      model: `google/${model}`,
      contents: 'Hello',
    })
    expect(answer.text).toBe('Hello from the café.')
    expect(rig.lastCall().path).toBe(pathOf('generateContent'))
  })

  test.each([
    ['/v1/v1beta/models/x:generateContent', 404, ':generateContent'],
    ['/models/x:streamGenerateContent', 404, ':streamGenerateContent'],
    ['/v1beta/models/x:predict', 405, ''],
  ])('%s is told what is wrong with it', async (path, status, near) => {
    const answer = await ask(path, { 'x-goog-api-key': rig.gateway.token })
    expect(answer.status).toBe(status)
    const { error } = (await answer.json()) as { error: { message: string; code: number } }
    expect(error).toMatchObject({ code: status, message: expect.stringContaining(near) })
  })
})

describe('a count of tokens', () => {
  test('is the provider’s, and costs nothing', async () => {
    const before = await rig.money()
    rig.upstream.script({ answer: json({ totalTokens: 31, promptTokensDetails: [] }) })
    expect(await client().models.countTokens({ model, contents: 'Hello' })).toMatchObject({ totalTokens: 31 })
    const { path, headers } = rig.lastCall()
    expect([path, headers['x-goog-api-key']]).toEqual([pathOf('countTokens'), providerKey])
    expect(await rig.money()).toEqual(before)
  })

  test('is the gateway’s own where the provider has none or speaks another format, and says so', async () => {
    rig.upstream.script({ answer: json({ error: { code: 404, message: 'Not Found' } }, 404) })
    const own = await ask(pathOf('countTokens'), { 'x-goog-api-key': rig.gateway.token }, { contents })
    expect([own.status, own.headers.get('x-gatehouse-estimate')]).toEqual([200, 'true'])
    expect(await own.json()).toEqual({ totalTokens: expect.any(Number) })
    rig.upstream.script()
    const calls = rig.calls().length
    const other = await ask(
      pathOf('countTokens', 'claude-haiku-4-5-20251001'),
      { 'x-goog-api-key': rig.gateway.token },
      { contents },
    )
    expect([other.status, other.headers.get('x-gatehouse-estimate')]).toEqual([200, 'true'])
    const { gatewayUrl, token } = rig.gateway
    const messages = [{ role: 'user' as const, content: 'Hello' }]
    expect(
      (await anthropicClient(gatewayUrl, token).messages.countTokens({ model, messages })).input_tokens,
    ).toBeGreaterThan(0)
    expect(rig.calls()).toHaveLength(calls)
  })
})

test('which client asks and which tier answered are told to the other side', async () => {
  const headers = { 'content-type': 'application/json', 'x-gemini-service-tier': 'standard' }
  rig.upstream.script({ answer: { ...readFixture('gemini-content'), headers } })
  const answer = await client().models.generateContent({ model, contents: 'Hello' })
  expect(answer.sdkHttpResponse?.headers).toMatchObject({ 'x-gemini-service-tier': 'standard' })
  expect(rig.lastCall().headers['x-goog-api-client']).toMatch(/google-genai-sdk/)
})

test('a key that the provider repeats is struck out of its answers', async () => {
  const told = json(
    { error: { code: 400, message: `The key ${providerKey} is not valid.`, status: 'X' } },
    400,
  )
  rig.upstream.script({ answer: told })
  const answer = await rig.post(pathOf('streamGenerateContent'), body)
  const text = await answer.text()
  expect([answer.status, text.includes(providerKey), text.includes('***')]).toEqual([400, false, true])
  const { body: stream } = readFixture('gemini-array')
  const repeating = stream.toString().replace('In Zürich', `In ${providerKey}`)
  rig.upstream.script({ answer: { headers: { 'content-type': 'application/json' }, body: repeating } })
  const received = await (await rig.post(pathOf('streamGenerateContent'), body)).text()
  expect([received.includes(providerKey), JSON.parse(received).length]).toEqual([false, 5])
})

describe('the sandbox', () => {
  const sandbox = { model: 'sandbox/echo', contents: 'one two three' }

  test('answers whole and as a stream, with usage', async () => {
    const whole = await client().models.generateContent(sandbox)
    expect(whole).toMatchObject({
      text: 'one two three',
      usageMetadata: { candidatesTokenCount: 3 },
      candidates: [{ finishReason: 'STOP' }],
    })
    const bounded = await client().models.generateContent({ ...sandbox, config: { maxOutputTokens: 2 } })
    expect(bounded).toMatchObject({ text: 'one two', candidates: [{ finishReason: 'MAX_TOKENS' }] })
    const chunks = await Array.fromAsync(await client().models.generateContentStream(sandbox))
    expect(chunks.map(({ text }) => text ?? '').join('')).toBe('one two three')
  })

  test('answers as an array', async () => {
    const asked = { contents: [{ parts: [{ text: 'one two' }] }] }
    const answer = await rig.post(pathOf('streamGenerateContent', 'sandbox/echo'), asked)
    const chunks = (await answer.json()) as { candidates: { content: { parts: { text: string }[] } }[] }[]
    const text = chunks.flatMap(({ candidates }) => candidates[0]?.content.parts.map(part => part.text))
    expect(text.join('')).toBe('one two')
    expect(await rig.rowOf(answer)).toMatchObject({ sandbox: true, certainty: 'exact', outcome: 'completed' })
  })
})

test('chat completions go to the part of the provider that speaks them', async () => {
  rig.upstream.script({ answer: 'chat-completion' })
  const answer = await rig.post('/v1/chat/completions', {
    model: `google/${model}`,
    messages: [{ role: 'user', content: 'Hi' }],
  })
  expect(answer.status).toBe(200)
  const { path, headers } = rig.lastCall()
  expect([path, headers.authorization, headers['x-goog-api-key']]).toEqual([
    '/v1beta/openai/chat/completions',
    `Bearer ${providerKey}`,
    undefined,
  ])
})
