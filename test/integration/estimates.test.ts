import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { type FakeUpstream, hang, send, startFakeUpstream } from '../support/fake-upstream.ts'
import { models, paths, type RigFormat } from '../support/gateway-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

const outputTokens = 20
const prior = 4096

let homeDir: string
let upstream: FakeUpstream
let gateway: TestGateway

beforeEach(async () => {
  homeDir = temporaryHome()
  upstream = await startFakeUpstream({ outputTokens })
  gateway = await startTestGateway({ homeDir })
  const { baseUrl } = upstream
  await gateway.admin.addProvider({ id: 'open', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'k' })
  await gateway.admin.addProvider({ id: 'anth', kind: 'anthropic', baseUrl, key: 'k' })
})

afterEach(async () => {
  await gateway[Symbol.asyncDispose]()
  await upstream.close()
  rmSync(homeDir, { recursive: true, force: true })
})

// The fake provider counts a token every four bytes, where an encoding has most of these words in one.
const words = 'Understanding between neighbouring communities requires considerable patience. '.repeat(8)

function post(format: RigFormat, extra: object = {}, init: RequestInit = {}): Promise<Response> {
  const messages = [{ role: 'user', content: words }]
  return fetch(gateway.gatewayUrl + paths[format], {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: models[format], messages, ...extra }),
    ...init,
  })
}

async function answered(count: number, format: RigFormat, extra: object = {}): Promise<void> {
  for (let sent = 0; sent < count; sent++) await (await post(format, extra)).arrayBuffer()
}

async function rowOfNext(format: RigFormat, extra: object = {}): Promise<RequestDetail> {
  const answer = await post(format, extra)
  await answer.arrayBuffer()
  return gateway.row(answer.headers.get('x-gatehouse-request-id') ?? '')
}

async function restart(): Promise<void> {
  await gateway.close()
  gateway = await startTestGateway({ homeDir })
}

test('what answers were long is what the next one holds, also after a restart', async () => {
  expect((await rowOfNext('openai-chat')).heldOutputTokens).toBe(prior)
  await answered(15, 'openai-chat')
  await answered(15, 'openai-chat', { stream: true })
  expect((await rowOfNext('openai-chat')).heldOutputTokens).toBe(outputTokens)
  expect((await rowOfNext('openai-chat', { max_tokens: 5 })).heldOutputTokens).toBe(5)
  const tools = [{ type: 'function', function: { name: 'look', parameters: {} } }]
  expect((await rowOfNext('openai-chat', { tools })).heldOutputTokens).toBe(prior)
  await restart() // and another client, which has sent nothing yet
  expect((await rowOfNext('openai-chat')).heldOutputTokens).toBe(outputTokens)
})

test('an answer that the caller leaves, or that fails, teaches nothing', async () => {
  const failed = { status: 500, headers: { 'content-type': 'application/json' }, body: '{"error":{}}' }
  upstream.script({ answer: failed })
  await answered(10, 'openai-chat')
  upstream.script({ steps: [send(1200), hang()] })
  for (let sent = 0; sent < 15; sent++) {
    const leaving = new AbortController()
    const answer = await post('openai-chat', { stream: true }, { signal: leaving.signal })
    await answer.body?.getReader().read()
    leaving.abort()
  }
  upstream.script()
  await answered(19, 'openai-chat')
  expect((await rowOfNext('openai-chat')).heldOutputTokens).toBe(prior)
  expect((await rowOfNext('openai-chat')).heldOutputTokens).toBe(outputTokens)
})

test('a strict budget holds the worst case, whatever was learned', async () => {
  await answered(30, 'openai-chat')
  const calendar = { kind: 'calendar', window: 'day', zone: 'UTC', weekStart: 1, monthStart: 1 } as const
  await gateway.admin.setBudget({
    scope: { kind: 'all' },
    rule: { ...calendar, unit: 'tokens', limit: '1000000' },
    mode: 'hard',
    strict: true,
    atCap: 'finish',
  })
  expect((await rowOfNext('openai-chat')).heldOutputTokens).toBe(16_384)
  expect((await rowOfNext('openai-chat', { n: 2, max_tokens: 70 })).heldOutputTokens).toBe(140)
  expect((await rowOfNext('openai-chat', { model: 'open/of-unknown-limit' })).heldOutputTokens).toBe(128_000)
})

test('what a model reports corrects how its input is estimated, also after a restart', async () => {
  const off = ({ estimatedInputTokens, inputTokens }: RequestDetail) =>
    Math.abs((estimatedInputTokens ?? 0) / (inputTokens ?? 0) - 1)
  const first = await rowOfNext('anthropic-messages', { max_tokens: 30 })
  expect(off(first)).toBeGreaterThan(0.1)
  await answered(50, 'anthropic-messages', { max_tokens: 30 })
  const learned = await rowOfNext('anthropic-messages', { max_tokens: 30 })
  expect(off(learned)).toBeLessThan(0.02)
  await restart()
  const again = await rowOfNext('anthropic-messages', { max_tokens: 30 })
  expect(again.estimatedInputTokens).toBe(learned.estimatedInputTokens)
})

test('what a model reports of a conversation that the provider keeps changes nothing', async () => {
  const first = await rowOfNext('anthropic-messages', { max_tokens: 30, thread: { id: 'kept' } })
  await answered(50, 'anthropic-messages', { max_tokens: 30, thread: { id: 'kept' } })
  const next = await rowOfNext('anthropic-messages', { max_tokens: 30, thread: { id: 'kept' } })
  expect(next.estimatedInputTokens).toBe(first.estimatedInputTokens)
})

test('what a model reports changes nothing where its tokenizer is known', async () => {
  const first = await rowOfNext('openai-chat')
  expect(first.estimatedInputTokens).not.toBe(first.inputTokens)
  await answered(30, 'openai-chat')
  expect((await rowOfNext('openai-chat')).estimatedInputTokens).toBe(first.estimatedInputTokens)
})
