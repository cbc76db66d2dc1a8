import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestRow } from '../../gateway/contract/requests.ts'
import { anthropicClient, collect, openAiClient } from '../support/chat-clients.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

const user = (content: string) => [{ role: 'user' as const, content }]
const asked = 25

let upstream: FakeUpstream
let gateway: TestGateway
let rows: readonly RequestRow[]

/** 25 chats, one message, one refused model, one of the sandbox's. */
beforeAll(async () => {
  upstream = await startFakeUpstream()
  gateway = await startTestGateway({ sandbox: true })
  await gateway.admin.addProvider({ id: 'up', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'k' })
  await gateway.admin.addProvider({ id: 'other', kind: 'anthropic', baseUrl: upstream.baseUrl, key: 'k' })
  const openAi = openAiClient(gateway.gatewayUrl, gateway.token)
  const anthropic = anthropicClient(gateway.gatewayUrl, gateway.token)
  for (let index = 0; index < asked; index++) {
    await openAi.chat.completions.create({ model: 'up/gpt-4o', messages: user(`question ${index}`) })
  }
  const stream = await openAi.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: user('hi'),
    stream: true,
  })
  await collect(stream)
  await anthropic.messages.create({ model: 'other/claude-haiku-4-5', max_tokens: 50, messages: user('hi') })
  await openAi.chat.completions
    .create({ model: 'sandbox/100%_sure', messages: user('hi') })
    .catch(() => undefined)
  const last = openAi.chat.completions.create({ model: 'sandbox/echo', messages: user('hi') })
  const { response } = await last.withResponse()
  await gateway.row(response.headers.get('x-gatehouse-request-id') ?? '')
  rows = (await gateway.admin.listRequests({ offset: 0, limit: 500 })).rows
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await upstream.close()
})

describe('the request log', () => {
  test('comes newest first, in pages that stay put while new requests arrive', async () => {
    expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from(rows, (_, index) => asked + 4 - index))
    const page = { offset: 10, limit: 10, anchor: asked + 4 }
    const before = await gateway.admin.listRequests(page)
    expect(before.rows).toEqual(rows.slice(10, 20))
    expect(before).toMatchObject({ total: asked + 4, newest: asked + 4 })
    const early = await gateway.admin.listRequests({ ...page, anchor: 20 })
    expect(early.rows.map(({ sequence }) => sequence)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    expect(early).toMatchObject({ total: 20, newest: asked + 4 })
  })

  test('is followed from a row on, oldest first', async () => {
    const { rows: after } = await gateway.admin.listRequests({ offset: 0, limit: 2, after: 5 })
    expect(after.map(({ sequence }) => sequence)).toEqual([6, 7])
  })

  test.each([
    ['a provider', { providerIds: ['other'] }, 1],
    ['an outcome', { outcomes: ['rejected' as const] }, 1],
    ['a part of the model', { search: 'gpt-4o-m' }, 1],
    ['characters that SQL would take for a pattern', { search: '0%_s' }, 1],
    ['a pattern that is none', { search: '%' }, 1],
    ['a quote', { search: "'; DROP TABLE requests; --" }, 0],
    ['a provider and an outcome', { providerIds: ['up'], outcomes: ['completed' as const] }, asked + 1],
  ])('is filtered by %s', async (_, filter, total) => {
    const page = await gateway.admin.listRequests({ offset: 0, limit: 5, ...filter })
    expect(page.total).toBe(total)
    expect(page.rows).toHaveLength(Math.min(5, total))
  })

  test('finds a request by its id, and says when there is none', async () => {
    const [row] = rows
    const found = await gateway.admin.listRequests({ offset: 0, limit: 5, search: row?.requestId ?? '' })
    expect(found.rows).toEqual([row])
    await expect(gateway.admin.readRequest({ requestId: 'req_none' })).rejects.toMatchObject({
      code: 'request_unknown',
    })
  })

  test('says what happened to each', () => {
    const [sandbox, refused, message, streamed] = rows
    expect(sandbox).toMatchObject({ sandbox: true, outcome: 'completed', providerId: 'sandbox' })
    expect(refused).toMatchObject({
      outcome: 'rejected',
      status: 404,
      errorCode: 'model_unknown',
      costNanoUsd: '0',
    })
    expect(message).toMatchObject({
      format: 'anthropic-messages',
      model: 'claude-haiku-4-5',
      certainty: 'exact',
    })
    expect(streamed).toMatchObject({
      streaming: true,
      providerId: 'up',
      timeToFirstTokenMs: expect.any(Number),
    })
  })
})

describe('the overview', () => {
  test("adds up what providers billed, and leaves the sandbox's out", async () => {
    const overview = await gateway.admin.readOverview({ zone: 'Asia/Kathmandu' })
    const bill = upstream.bill()
    const real = rows.filter(({ sandbox }) => !sandbox)
    const cost = real.reduce((sum, { costNanoUsd }) => sum + BigInt(costNanoUsd ?? 0), 0n)
    expect(overview.month).toMatchObject({
      costNanoUsd: String(cost),
      requests: asked + 3,
      sandboxRequests: 1,
      failedRequests: 1,
      inputTokens: bill.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
      outputTokens: bill.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
      timeToFirstTokenP50Ms: expect.any(Number),
    })
    expect(overview.days).toHaveLength(30)
    expect(
      overview.days
        .at(-1)
        ?.providers.map(({ id }) => id)
        .toSorted(),
    ).toEqual(['other', 'up'])
    expect(overview.latest).toEqual(rows.slice(0, 10))
  })

  test('is brought up to date by the next request', async () => {
    const before = await gateway.admin.readOverview({ zone: 'UTC' })
    const client = openAiClient(gateway.gatewayUrl, gateway.token)
    await client.chat.completions.create({ model: 'up/gpt-4o', messages: user('one more') })
    await expect
      .poll(async () => (await gateway.admin.readOverview({ zone: 'UTC' })).month.requests)
      .toBe(before.month.requests + 1)
  })

  test('refuses a zone that is none', async () => {
    await expect(gateway.admin.readOverview({ zone: 'Mars/Olympus' })).rejects.toMatchObject({
      code: 'input_invalid',
    })
  })
})
