// What the gateway does with embeddings that are translated, beside what every pair of formats does in test/conformance.
import { GoogleGenAI } from '@google/genai'
import { Ollama } from 'ollama'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { jsonAnswer } from '../support/line-answers.ts'

const key = 'sk-provider-key-of-the-embeddings'
const small = 'text-embedding-3-small' // 20 nano-dollars a token
let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({
    providers: origin => [
      { id: 'open', kind: 'openai', baseUrl: `${origin}/v1`, key },
      { id: 'gem', kind: 'gemini', baseUrl: `${origin}/v1beta`, key },
      { id: 'local', kind: 'ollama', baseUrl: origin },
      { id: 'chats', kind: 'groq', baseUrl: `${origin}/v1`, key },
    ],
  })
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  await rig.gateway.admin.changeSetting({ key: 'onUnsupported', value: 'warn' })
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

const sent = () => JSON.parse(rig.lastCall().body.toString())
const openAiAnswer = (list: readonly unknown[], tokens?: number) =>
  jsonAnswer(200, {
    object: 'list',
    data: list.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    ...(tokens !== undefined && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  })
const embed = (body: object, init?: RequestInit) =>
  rig.post('/api/embed', { model: `open/${small}`, input: 'Hi', ...body }, init)

describe('the receipt', () => {
  test('names in a header what the Gemini client asked for in vain', async () => {
    rig.upstream.script({ answer: openAiAnswer([[1, 2]], 3) })
    const client = new GoogleGenAI({
      apiKey: rig.gateway.token,
      httpOptions: { baseUrl: rig.gateway.gatewayUrl },
    })
    const answer = await client.models.embedContent({
      model: `open/${small}`,
      contents: ['one'],
      config: { taskType: 'RETRIEVAL_DOCUMENT', title: 'A title', outputDimensionality: 2 },
    })
    expect(answer.embeddings).toEqual([{ values: [1, 2] }])
    expect(answer.sdkHttpResponse?.headers?.['x-gatehouse-receipt']).toBe('dropped=taskType,title')
    expect(sent()).toEqual({ model: small, input: ['one'], dimensions: 2 })
  })

  test('stands in the record, and not in a header where the user does not care', async () => {
    rig.upstream.script({ answer: openAiAnswer([[1, 2]], 3) })
    expect((await embed({})).headers.get('x-gatehouse-receipt')).toBe('kept')
    await rig.gateway.admin.changeSetting({ key: 'onUnsupported', value: 'drop' })
    const answer = await embed({ keep_alive: '5m' })
    expect(answer.headers.get('x-gatehouse-receipt')).toBeNull()
    expect((await rig.rowOf(answer)).receipt).toMatchObject({
      dropped: [{ path: 'keep_alive', reason: expect.stringContaining('memory') }],
    })
  })

  test('is a refusal where nothing may be lost', async () => {
    await rig.gateway.admin.changeSetting({ key: 'onUnsupported', value: 'reject' })
    const calls = rig.calls().length
    const answer = await embed({ keep_alive: '5m' })
    expect(answer.status).toBe(400)
    expect((await answer.json()).error).toContain('keep_alive')
    expect((await rig.rowOf(answer)).errorCode).toBe('translation_lossy')
    expect(rig.calls()).toHaveLength(calls)
  })
})

describe('a client of embeddings', () => {
  test('is refused by a provider that has none, whatever chats it can translate', async () => {
    const answer = await rig.post('/api/embed', { model: `chats/${small}`, input: 'Hi' })
    expect([answer.status, (await rig.rowOf(answer)).errorCode]).toEqual([400, 'format_unsupported'])
  })

  test('finds a model by its bare name at the only provider that can be asked for vectors', async () => {
    rig.upstream.script({ answer: openAiAnswer([[1, 2]], 3) })
    const answer = await rig.post('/api/embed', { model: small, input: 'Hi' }) // which the other lists too
    expect([answer.status, answer.headers.get('x-gatehouse-route')]).toEqual([200, `open/${small}`])
  })

  test('goes to a local server by its own endpoint, because the compatible one ignores base64', async () => {
    rig.upstream.script({ answer: jsonAnswer(200, { embeddings: [[0.5, -0.25]], prompt_eval_count: 3 }) })
    const answer = await rig.openAi.embeddings.create({ model: 'llama3.2', input: 'Hi' })
    expect(answer).toMatchObject({ data: [{ embedding: [0.5, -0.25] }], usage: { prompt_tokens: 3 } })
    expect(rig.lastCall().path).toBe('/api/embed')
    expect(sent()).toEqual({ model: 'llama3.2:latest', input: ['Hi'] })
  })

  test('is told by lists what a model of another provider can do', async () => {
    const client = new GoogleGenAI({
      apiKey: rig.gateway.token,
      httpOptions: { baseUrl: rig.gateway.gatewayUrl },
    })
    const { supportedActions } = await client.models.get({ model: `open/${small}` })
    expect(supportedActions).toEqual(['embedContent', 'batchEmbedContents'])
  })

  test('is told how many texts a provider takes at once', async () => {
    const calls = rig.calls().length
    const input = Array.from({ length: 101 }, (_, at) => `text ${at}`)
    const answer = await rig.post('/api/embed', { model: 'gem/gemini-embedding-001', input })
    expect([answer.status, (await answer.json()).error]).toEqual([
      400,
      expect.stringContaining('at most 100'),
    ])
    expect(rig.calls()).toHaveLength(calls)
  })

  test('of the older endpoint has the vector of its prompt from another provider', async () => {
    rig.upstream.script({ answer: jsonAnswer(200, { embedding: { values: [1, 2] } }) })
    const client = new Ollama({
      host: rig.gateway.gatewayUrl,
      headers: { authorization: `Bearer ${rig.gateway.token}` },
    })
    const { embedding } = await client.embeddings({ model: 'gem/gemini-embedding-001', prompt: 'Hi' })
    expect(embedding).toEqual([1, 2])
    expect(rig.lastCall().path).toBe('/v1beta/models/gemini-embedding-001:embedContent')
    expect(rig.lastCall().headers['x-goog-api-key']).toBe(key)
  })
})

describe('the money', () => {
  test('is that of what the provider reports, at the price of its model', async () => {
    rig.upstream.script({ answer: openAiAnswer([[1, 2]], 900) })
    const before = await rig.money()
    const answer = await embed({})
    expect(await rig.rowOf(answer)).toMatchObject({ certainty: 'exact', costNanoUsd: String(900 * 20) })
    expect(answer.headers.get('x-gatehouse-cost-usd')).toBe('0.000018')
    expect(await rig.money()).toEqual({ held: 0n, settled: before.settled + 18_000n })
  })

  test('is refused by a strict budget before anything is sent', async () => {
    const { settled } = await rig.money()
    await rig.gateway.admin.setBudget(calendarBudget(String(settled + 20n), {}, { strict: true }))
    const calls = rig.calls().length
    const answer = await embed({ input: 'Hello world, it is warm. '.repeat(20) })
    expect((await rig.rowOf(answer)).outcome).toBe('over-budget')
    expect(rig.calls()).toHaveLength(calls)
  })

  test('is told beforehand to whoever asks what it would cost', async () => {
    const calls = rig.calls().length
    const answer = await embed(
      { input: ['Hello world', 'Hello world'] },
      { headers: { 'x-gatehouse-dry-run': '1' } },
    )
    expect(answer.status).toBe(200)
    expect(rig.calls()).toHaveLength(calls)
    expect((await rig.rowOf(answer)).purpose).toBe('quote')
  })
})

test('a request that is read in a worker is translated too', async () => {
  rig.upstream.script({ answer: openAiAnswer([[1, 2]], 28_001) })
  const input = 'Hello world, it is warm. '.repeat(4000)
  const answer = await embed({ input })
  expect(sent()).toEqual({ model: small, input: [input] })
  expect(await rig.rowOf(answer)).toMatchObject({ certainty: 'exact', inputTokens: 28_001 })
})

describe('an answer that is read in a worker', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at / 32_768)

  test('is translated there, and its bytes are those of a short one', async () => {
    const list = [numbers(9000), numbers(9000).toReversed()]
    rig.upstream.script({
      answer: openAiAnswer(list, 12),
    })
    const answer = await embed({ input: ['one', 'two'] })
    const { embeddings, prompt_eval_count } = await answer.json()
    expect([embeddings, prompt_eval_count]).toEqual([list, 12])
    expect(await rig.rowOf(answer)).toMatchObject({ certainty: 'exact', inputTokens: 12 })
  })

  test('without a count has the own one', async () => {
    rig.upstream.script({ answer: openAiAnswer([numbers(20_000)]) })
    const answer = await embed({ input: 'Hello world' })
    expect((await answer.json()).prompt_eval_count).toBe(2)
    expect(await rig.rowOf(answer)).toMatchObject({
      certainty: 'estimated',
      inputTokens: 2,
      costNanoUsd: '40',
    })
  })

  test.each([
    ['too few vectors', openAiAnswer([numbers(20_000)], 3)],
    ['millions of values', jsonAnswer(200, { data: Array(2_100_000).fill([]) })],
  ])('with %s is an error in the caller’s words', async (_, answer) => {
    rig.upstream.script({ answer })
    const told = await embed({ input: ['one', 'two'] })
    expect([told.status, typeof (await told.json()).error]).toEqual([502, 'string'])
    expect((await rig.rowOf(told)).errorCode).toBe('upstream_failed')
  })

  test('does not tell the provider’s key where it is a failure', async () => {
    const error = { message: `Wrong key ${key}`, filler: 'x'.repeat(100_000) }
    rig.upstream.script({ answer: jsonAnswer(200, { error }) })
    const told = await embed({})
    expect(told.status).toBe(502)
    const stars = '*'.repeat(key.length)
    expect(await told.json()).toEqual({ error: `The provider "open" failed: Wrong key ${stars}` })
  })
})
