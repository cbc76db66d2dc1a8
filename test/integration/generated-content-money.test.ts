// What generated content costs, and how budgets bound it.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { type Answer, hang, send } from '../support/fake-upstream.ts'
import type { GatewayRig } from '../support/gateway-rig.ts'
import { body, contents, json, model, openContentRig, pathOf } from '../support/generated-content-rig.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openContentRig()
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  rig.upstream.script()
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

describe('what is used', () => {
  const cost = async (answer: Answer, name: string, asked: object = body) => {
    rig.upstream.script({ answer })
    const row = await rig.rowOf(await rig.post(pathOf('generateContent', name), asked))
    return [row.costNanoUsd === null ? null : Number(row.costNanoUsd), row.certainty]
  }
  const used = (usageMetadata: object, more: object = {}) =>
    json({
      candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
      usageMetadata,
      ...more,
    })

  test('costs more for a prompt of more than 200,000 tokens, of every class', async () => {
    const usage = { cachedContentTokenCount: 1000, candidatesTokenCount: 10, thoughtsTokenCount: 5 }
    const short = used({ ...usage, promptTokenCount: 200_000 })
    expect(await cost(short, 'google/gemini-2.5-pro')).toEqual([
      199_000 * 1250 + 1000 * 125 + 15 * 10_000,
      'exact',
    ])
    const long = used({ ...usage, promptTokenCount: 200_001 })
    expect(await cost(long, 'google/gemini-2.5-pro')).toEqual([
      199_001 * 2500 + 1000 * 250 + 15 * 15_000,
      'exact',
    ])
  })

  test('costs a fee for each query from the third generation on', async () => {
    const candidates = [
      {
        content: { parts: [{ text: 'Hi' }] },
        finishReason: 'STOP',
        groundingMetadata: { webSearchQueries: ['a', 'b', '', 'a'] },
      },
    ]
    const answer = used(
      { promptTokenCount: 10, candidatesTokenCount: 1 },
      { candidates, modelVersion: 'gemini-3-flash-preview' },
    )
    expect(await cost(answer, 'google/gemini-3-flash-preview')).toEqual([
      10 * 500 + 3000 + 2 * 14_000_000,
      'exact',
    ])
  })

  test('has no known cost where pictures were made', async () => {
    const candidatesTokensDetails = [{ modality: 'IMAGE', tokenCount: 1290 }]
    const answer = used({ promptTokenCount: 10, candidatesTokenCount: 1290, candidatesTokensDetails })
    expect((await cost(answer, model))[0]).toBeNull()
  })

  test('is half at the flex tier where the answer says so, and not less than standard where it does not', async () => {
    const asked = { ...body, serviceTier: 'flex' }
    const usage = { promptTokenCount: 10, candidatesTokenCount: 2 }
    const standard = 10 * 300 + 2 * 2500
    expect(await cost(used({ ...usage, serviceTier: 'flex' }), model, asked)).toEqual([standard / 2, 'exact'])
    expect(await cost(used(usage), model, asked)).toEqual([standard, 'exact'])
  })

  test('of a blocked prompt is the prompt', async () => {
    const blocked = json({
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 },
    })
    expect(await cost(blocked, model)).toEqual([10 * 300, 'exact'])
  })

  test('is told before, with nothing sent', async () => {
    const calls = rig.calls().length
    const quote = await rig.post(pathOf('generateContent'), body, { headers: { 'x-gatehouse-dry-run': '1' } })
    expect(await quote.json()).toMatchObject({
      object: 'gatehouse.quote',
      route: `google/${model}`,
      tokens: { output_at_most: 100 },
      would_pass: true,
    })
    const named = await rig.post('/gatehouse/v1/quote?format=gemini-generate', {
      ...body,
      model: `models/${model}`,
    })
    expect(await named.json()).toMatchObject({ route: `google/${model}`, unbounded: [] })
    expect(rig.calls()).toHaveLength(calls)
  })
})

describe('a strict budget', () => {
  const limit = () => rig.gateway.admin.setBudget(calendarBudget('1000000000000', {}, { strict: true }))

  test.each([
    ['what a cache holds', { cachedContent: 'cachedContents/x' }],
    ['what a cache holds, spelt otherwise', { cached_content: 'cachedContents/x' }],
    ['a file that is stored', { contents: [{ parts: [{ fileData: { fileUri: 'https://x' } }] }] }],
    ['searches', { tools: [{ googleSearch: {} }] }],
    ['pictures to be made', { generationConfig: { responseModalities: ['IMAGE'] } }],
    ['priority, whose price is not published', { serviceTier: 'priority' }],
  ])('refuses %s', async (_, more) => {
    await limit()
    const calls = rig.calls().length
    for (const action of ['generateContent', 'streamGenerateContent', 'streamGenerateContent?alt=sse']) {
      const answer = await rig.post(pathOf(action), { ...body, ...more })
      expect(await answer.json()).toMatchObject({ error: { details: [{ reason: 'REQUEST_UNBOUNDED' }] } })
    }
    expect(rig.calls()).toHaveLength(calls)
  })

  test('lets pass what has a bound, and holds no less than that', async () => {
    await limit()
    const answer = await rig.post(pathOf('generateContent'), {
      ...body,
      generationConfig: { maxOutputTokens: 50, candidateCount: 2 },
    })
    expect(answer.status).toBe(200)
    expect(await rig.rowOf(answer)).toMatchObject({ heldOutputTokens: 100 })
  })
})

describe('a stream that a budget cuts', () => {
  const chunk = (text: string) =>
    JSON.stringify({
      candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0 }],
      modelVersion: model,
      responseId: 'r1',
    })
  const said = Array.from({ length: 9000 }, () => chunk(' word'))

  test.each([
    ['events', '?alt=sse', 'text/event-stream', said.map(each => `data: ${each}\r\n\r\n`).join('')],
    ['an array', '', 'application/json', `[${said.join('\n,\r\n')}`],
  ])('ends as at its most tokens: %s', async (_, query, contentType, text) => {
    const limit = (tokens: number) =>
      rig.gateway.admin.setBudget(calendarBudget(String(tokens), { unit: 'tokens' }, { atCap: 'cut' }))
    await limit(Number((await limit(1e9)).settled) + 5000)
    rig.upstream.script({
      answer: { headers: { 'content-type': contentType }, body: text },
      steps: [send(text.length - 200), hang()],
    })
    const answer = await rig.post(pathOf(`streamGenerateContent${query}`), { contents })
    const received = await answer.text()
    const chunks: { candidates: { finishReason?: string }[] }[] =
      query === ''
        ? JSON.parse(received)
        : received
            .trim()
            .split(/\r?\n\r?\n/)
            .map(event => JSON.parse(event.slice('data: '.length)))
    expect(chunks.length).toBeGreaterThan(1000)
    expect(chunks.at(-1)).toMatchObject({
      candidates: [{ finishReason: 'MAX_TOKENS', index: 0 }],
      modelVersion: model,
      usageMetadata: { candidatesTokenCount: expect.any(Number) },
    })
    expect(await rig.rowOf(answer)).toMatchObject({ outcome: 'cut', certainty: 'estimated' })
    await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
  })
})

describe('what is long, and read in a worker,', () => {
  const words = (count: number) => ' word'.repeat(count)

  test('is a request like any other, whose model stands in the path', async () => {
    const asked = { contents: [{ role: 'user', parts: [{ text: words(30_000) }] }] }
    const answer = await rig.post(pathOf('streamGenerateContent?alt=sse', `google/${model}`), asked)
    expect(answer.status).toBe(200)
    await answer.text()
    expect(rig.lastCall().path).toBe(pathOf('streamGenerateContent?alt=sse'))
    expect(rig.lastCall().body.toString()).toBe(JSON.stringify(asked))
    const { estimatedInputTokens, outcome } = await rig.rowOf(answer)
    expect([outcome, Number(estimatedInputTokens) > 30_000]).toEqual(['completed', true])
  })

  test('is an answer like any other, whole or in an array', async () => {
    const said = {
      candidates: [
        { content: { parts: [{ text: words(30_000) }], role: 'model' }, finishReason: 'STOP', index: 0 },
      ],
      usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 30_000, totalTokenCount: 30_005 },
    }
    for (const [action, answer] of [
      ['generateContent', said],
      ['streamGenerateContent', [said]],
    ] as const) {
      rig.upstream.script({ answer: json(answer) })
      const reply = await rig.post(pathOf(action), { contents })
      expect(await reply.json()).toEqual(answer)
      expect(await rig.rowOf(reply)).toMatchObject({
        certainty: 'exact',
        costNanoUsd: String(5 * 300 + 30_000 * 2500),
      })
    }
  })
})
