// What only embeddings do; what they do like every format is in formats.test.ts.
import { GoogleGenAI } from '@google/genai'
import { Ollama } from 'ollama'
import type OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { openAiClient } from '../support/chat-clients.ts'
import { expectSame } from '../support/differential.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { jsonAnswer } from '../support/line-answers.ts'
import { longestTold } from '../support/secret-writings.ts'

const key = 'sk-provider-key-of-the-embeddings'
const path = '/v1/embeddings'
const model = 'text-embedding-3-small'
let rig: GatewayRig
let clients: { readonly direct: OpenAI; readonly through: OpenAI }

beforeAll(async () => {
  rig = await openGatewayRig({
    sandbox: true,
    providers: origin => [
      { id: 'open', kind: 'openai', baseUrl: `${origin}/v1`, key },
      // Lists the same models, and has no endpoint for embeddings.
      { id: 'chats', kind: 'groq', baseUrl: `${origin}/v1`, key },
      { id: 'gem', kind: 'gemini', baseUrl: `${origin}/v1beta`, key },
      { id: 'local', kind: 'ollama', baseUrl: origin },
    ],
  })
  clients = { direct: openAiClient(rig.upstream.baseUrl), through: rig.openAi }
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

const gemini = () =>
  new GoogleGenAI({ apiKey: rig.gateway.token, httpOptions: { baseUrl: rig.gateway.gatewayUrl } })
const ollama = () =>
  new Ollama({ host: rig.gateway.gatewayUrl, headers: { authorization: `Bearer ${rig.gateway.token}` } })

/** Exact as floats of 32 bits. */
const vector = [0.5, -0.25, 0.125]
const base64 = Buffer.from(Float32Array.from(vector).buffer).toString('base64')
const embedded = (embedding: unknown, usage?: object) =>
  jsonAnswer(200, { object: 'list', data: [{ object: 'embedding', index: 0, embedding }], model, usage })
const reported = { prompt_tokens: 5, total_tokens: 5 }
const values = [{ values: vector }]
const sent = () => JSON.parse(rig.lastCall().body.toString())

describe('the official client', () => {
  test('asks for base64 unless it is told otherwise, and has numbers', async () => {
    rig.upstream.script({ answer: embedded(base64, reported) })
    const answer = await expectSame(clients, client => client.embeddings.create({ model, input: 'Hi' }))
    expect(answer.data[0]?.embedding).toEqual(vector)
    expect(sent()).toEqual({ model, input: 'Hi', encoding_format: 'base64' })
  })

  test.each([
    ['a text', 'Wie geht’s?'],
    ['texts', ['one', 'two']],
    ['token numbers', [40, 1093, 13]],
    ['lists of token numbers', [[40, 1093], [13]]],
  ])('sends %s as it is, with the dimensions', async (_, input) => {
    rig.upstream.script({ answer: embedded(vector, reported) })
    await rig.openAi.embeddings.create({ model, input, dimensions: 3, encoding_format: 'float', user: 'me' })
    expect(sent()).toEqual({ model, input, dimensions: 3, encoding_format: 'float', user: 'me' })
  })
})

describe('a request', () => {
  test('goes to the only provider of its name that has an endpoint for it', async () => {
    rig.upstream.script({ answer: embedded(vector, reported) })
    const answer = await rig.post(path, { model, input: 'Hi' })
    expect([answer.status, answer.headers.get('x-gatehouse-route')]).toEqual([200, `open/${model}`])
    const asked = await rig.post(path, { model: `chats/${model}`, input: 'Hi' })
    expect([asked.status, (await rig.rowOf(asked)).errorCode]).toEqual([400, 'format_unsupported'])
  })

  test('is told of both where two have one', async () => {
    const second = { id: 'second', kind: 'openai', baseUrl: `${rig.upstream.baseUrl}/v1`, key }
    await rig.gateway.admin.addProvider(second)
    const answer = await rig.post(path, { model, input: 'Hi' })
    await rig.gateway.admin.removeProvider({ id: 'second' })
    expect((await answer.json()).error).toMatchObject({
      code: 'model_ambiguous',
      message: expect.stringContaining(`open/${model} or second/${model}`),
    })
  })

  test('goes to the compatible endpoint of a provider with a format of its own', async () => {
    rig.upstream.script({ answer: embedded(vector, reported) })
    const asked = { model: 'gemini-embedding-001', input: 'Hi' }
    expect(await rig.rowOf(await rig.post(path, asked))).toMatchObject({ costNanoUsd: String(5 * 150) })
    expect(rig.lastCall()).toMatchObject({
      path: '/v1beta/openai/embeddings',
      headers: { authorization: `Bearer ${key}` },
    })
  })

  test.each([
    ['without a model', { input: 'Hi' }],
    ['without input', { model }],
    ['with a number as input', { model, input: 5 }],
  ])('%s is refused', async (_, body) => {
    const answer = await rig.post(path, body)
    expect([answer.status, (await answer.json()).error.code]).toEqual([400, 'request_invalid'])
  })
})

describe('the money', () => {
  const tokens = (count: number) => ({ model, input: Array.from({ length: count }, (_, at) => at) })

  test('is held for the input alone, and a strict budget takes what the input can cost', async () => {
    rig.upstream.script({ answer: embedded(vector, { prompt_tokens: 900, total_tokens: 900 }) })
    const { settled: before } = await rig.money()
    await rig.gateway.admin.setBudget(
      calendarBudget(String(before + 1000n * 20n), { window: 'week' }, { strict: true }),
    )
    const calls = rig.calls().length
    const refused = await rig.post(path, tokens(1001))
    expect([refused.status, (await refused.json()).error.code]).toEqual([402, 'insufficient_quota'])
    expect(rig.calls()).toHaveLength(calls)
    const passed = await rig.post(path, tokens(1000))
    expect(await rig.rowOf(passed)).toMatchObject({ certainty: 'exact', costNanoUsd: String(900 * 20) })
    expect(await rig.money()).toEqual({ held: 0n, settled: before + 900n * 20n })
  })

  test.each([
    [{ input: [1, 2, 3] }, 3],
    [{ input: [[1, 2, 3], [4]] }, 4],
    [{ input: ['Hello world', 'Hello world'] }, 4],
    [{ input: 'Hello world' }, 2],
  ])('is that of the own count where nothing is reported: %j', async (body, inputTokens) => {
    rig.upstream.script({ answer: embedded(vector) })
    const row = await rig.rowOf(await rig.post(path, { model, ...body }))
    expect(row).toMatchObject({
      certainty: 'estimated',
      inputTokens,
      outputTokens: 0,
      costNanoUsd: String(inputTokens * 20),
    })
  })

  test('is that of the input where the answer breaks off, however long it was', async () => {
    const headers = { 'content-type': 'application/json' }
    rig.upstream.script({ answer: { headers, body: `{"data":[${'0.123,'.repeat(1000)}` } })
    const answer = await rig.post(path, { model, input: 'Hello world' })
    expect(answer.status).toBe(502)
    expect(await rig.rowOf(answer)).toMatchObject({ inputTokens: 2, outputTokens: 0, costNanoUsd: '40' })
  })

  test('is estimated where the report contradicts itself, and none where the provider refuses', async () => {
    rig.upstream.script({ answer: embedded(vector, { prompt_tokens: 5, total_tokens: 9 }) })
    const doubted = await rig.rowOf(await rig.post(path, { model, input: 'Hi' }))
    expect(doubted).toMatchObject({ certainty: 'estimated', costNanoUsd: String(9 * 20) })
    rig.upstream.script({ answer: 'openai-error-429' })
    const refused = await rig.rowOf(await rig.post(path, { model, input: 'Hi' }))
    expect(refused).toMatchObject({ outcome: 'upstream-failed', costNanoUsd: '0' })
  })
})

describe('a request and an answer that are read in a worker', () => {
  const text = 'Hello world, it is warm. '.repeat(4000)

  test('of one text and many numbers', async () => {
    const numbers = Array.from({ length: 20_000 }, (_, at) => at / 32_768)
    rig.upstream.script({ answer: embedded(numbers, { prompt_tokens: 28_001, total_tokens: 28_001 }) })
    const answer = await rig.post(path, { model: `open/${model}`, input: text })
    expect((await answer.json()).data[0].embedding).toEqual(numbers)
    expect(sent()).toEqual({ model, input: text })
    expect(await rig.rowOf(answer)).toMatchObject({ certainty: 'exact', costNanoUsd: String(28_001 * 20) })
  })

  test('of a batch, whose model is another in each request', async () => {
    rig.upstream.script({ answer: jsonAnswer(200, { embeddings: [...values, ...values] }) })
    const each = { model: 'models/gem/gemini-embedding-001', content: { parts: [{ text }] } }
    const at = '/v1beta/models/gem/gemini-embedding-001:batchEmbedContents'
    const answer = await rig.post(at, { requests: [each, each] })
    expect(answer.status).toBe(200)
    const renamed = { ...each, model: 'models/gemini-embedding-001' }
    expect(sent()).toEqual({ requests: [renamed, renamed] })
    const row = await rig.rowOf(answer)
    expect(row).toMatchObject({ certainty: 'estimated', outputTokens: 0 })
    expect(Number(row.inputTokens)).toBeGreaterThan(40_000)
  })

  test('that is invalid', async () => {
    const answer = await rig.post(path, { model, input: { text } })
    expect([answer.status, (await answer.json()).error.code]).toEqual([400, 'request_invalid'])
  })
})

test('a provider that repeats its key is not heard doing so', async () => {
  const said = { error: { message: `Wrong key ${key}`, type: 'invalid_request_error' } }
  for (const status of [200, 401]) {
    rig.upstream.script({ answer: jsonAnswer(status, said) })
    for (const [at, body] of [
      [path, { model, input: 'Hi' }],
      ['/v1beta/models/gemini-embedding-001:embedContent', { content: { parts: [{ text: 'Hi' }] } }],
    ] as const) {
      const answer = await rig.post(at, body)
      expect(answer.status).toBe(status)
      expect(longestTold(await answer.text(), key)).toBeLessThan(4)
    }
  }
})

describe('embedded content', () => {
  test('of a provider’s prefix names the provider’s own model in each request', async () => {
    rig.upstream.script({ answer: jsonAnswer(200, { embeddings: [...values, ...values] }) })
    const answer = await gemini().models.embedContent({
      model: 'gem/gemini-embedding-001',
      contents: ['one', 'two'],
      config: { taskType: 'RETRIEVAL_QUERY', outputDimensionality: 3 },
    })
    expect(answer.embeddings).toEqual([...values, ...values])
    expect(rig.lastCall()).toMatchObject({
      path: '/v1beta/models/gemini-embedding-001:batchEmbedContents',
      headers: { 'x-goog-api-key': key },
    })
    const names = sent().requests.map((each: { model: string }) => each.model)
    expect(names).toEqual(['models/gemini-embedding-001', 'models/gemini-embedding-001'])
    expect(sent().requests[0]).toMatchObject({ taskType: 'RETRIEVAL_QUERY', outputDimensionality: 3 })
  })

  test('may be asked for one by one, and the caller’s query stays here', async () => {
    rig.upstream.script({ answer: jsonAnswer(200, { embedding: values[0] }) })
    const at = `/v1beta/models/gemini-embedding-001:embedContent?key=${rig.gateway.token}`
    const body = { content: { parts: [{ text: 'Hello world' }] } }
    const answer = await rig.post(at, body, { headers: { authorization: '' } })
    expect(await answer.json()).toEqual({ embedding: { values: vector } })
    expect(rig.lastCall().path).toBe('/v1beta/models/gemini-embedding-001:embedContent')
    expect(sent()).toEqual(body)
  })

  test('that names another model than its path is refused', async () => {
    const content = { parts: [{ text: 'Hi' }] }
    const requests = [
      { model: 'models/gemini-embedding-001', content },
      { model: 'models/gemini-embedding-2', content },
    ]
    const answer = await rig.post('/v1beta/models/gemini-embedding-001:batchEmbedContents', { requests })
    expect((await answer.json()).error).toMatchObject({
      code: 400,
      status: 'INVALID_ARGUMENT',
      message: expect.stringContaining('"requests[1].model" names another model than the path.'),
    })
  })
})

describe('the sandbox embeds', () => {
  test('the same text to the same vector, in every format and encoding', async () => {
    const { openAi } = rig
    const asked = { model: 'sandbox/echo', input: ['Hi', 'there'], dimensions: 4 }
    const [first, second] = (await openAi.embeddings.create(asked)).data.map(each => each.embedding)
    const floats = await openAi.embeddings.create({ ...asked, encoding_format: 'float' })
    expect(floats.data.map(each => each.embedding)).toEqual([first, second])
    expect([first?.length, second]).toEqual([4, expect.not.arrayContaining([first?.[0]])])
    expect((await ollama().embed(asked)).embeddings).toEqual([first, second])
    const [longer] = (await ollama().embed({ ...asked, input: 'Hi', dimensions: 8 })).embeddings
    expect((await ollama().embeddings({ model: asked.model, prompt: 'Hi' })).embedding).toEqual(longer)
    const content = await gemini().models.embedContent({
      model: 'sandbox/echo',
      contents: asked.input,
      config: { outputDimensionality: 4 },
    })
    expect(content.embeddings?.map(each => each.values)).toEqual([first, second])
  })

  test('and reports what it was asked', async () => {
    const answer = await rig.post(path, { model: 'sandbox/echo', input: [1, 2, 3] })
    expect((await answer.json()).usage).toEqual({ prompt_tokens: 3, total_tokens: 3 })
    expect(await rig.rowOf(answer)).toMatchObject({ certainty: 'exact', inputTokens: 3, outputTokens: 0 })
  })
})
