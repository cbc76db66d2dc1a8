import { readdirSync } from 'node:fs'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { afterEach, expect, test } from 'vitest'
import { anthropicClient, openAiClient } from '../../support/chat-clients.ts'
import { fixtureNames } from '../../support/fake-upstream/fixtures.ts'
import {
  type FakeUpstream,
  type FakeUpstreamOptions,
  startFakeUpstream,
} from '../../support/fake-upstream.ts'

const started: FakeUpstream[] = []

async function start(options?: FakeUpstreamOptions): Promise<FakeUpstream> {
  const upstream = await startFakeUpstream(options)
  started.push(upstream)
  return upstream
}

afterEach(async () => {
  await Promise.all(started.splice(0).map(upstream => upstream.close()))
})

const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hi' }] }
const message = { ...chat, model: 'claude-haiku-4-5', max_tokens: 100 }

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = []
  for await (const item of items) collected.push(item)
  return collected
}

test('answers the OpenAI client, in one piece and streamed, with the usage that it puts on the bill', async () => {
  const upstream = await start()
  const client = openAiClient(upstream.baseUrl)
  const whole = await client.chat.completions.create(chat)
  const stream = await client.chat.completions.create({
    ...chat,
    stream: true,
    stream_options: { include_usage: true },
  })
  let text = ''
  const usages: unknown[] = []
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? ''
    usages.push(chunk.usage)
  }
  expect(whole.choices[0]?.message.content).toContain('Hello from the café, 世界 👋')
  expect(text).toContain('Hello from the café, 世界 👋')
  expect(usages.slice(0, -1).every(usage => usage === null)).toBe(true)
  expect(upstream.bill()).toEqual(
    [whole.usage, usages.at(-1) as typeof whole.usage].map(usage => ({
      path: '/v1/chat/completions',
      model: 'gpt-4o-mini',
      inputTokens: usage?.prompt_tokens,
      outputTokens: usage?.completion_tokens,
    })),
  )
})

test('streams no usage to who did not ask for it', async () => {
  const upstream = await start()
  const stream = await openAiClient(upstream.baseUrl).chat.completions.create({ ...chat, stream: true })
  for await (const chunk of stream) expect(chunk).not.toHaveProperty('usage')
  expect(upstream.bill()).toEqual([])
})

test('answers the Anthropic client, in one piece and streamed, with the usage that it puts on the bill', async () => {
  const upstream = await start()
  const client = anthropicClient(upstream.baseUrl)
  const whole = await client.messages.create(message)
  const streamed = await client.messages.stream({ ...message, max_tokens: 3 }).finalMessage()
  expect(whole.content).toMatchObject([{ text: expect.stringContaining('Hello from the café, 世界 👋') }])
  expect(streamed).toMatchObject({ content: [{ text: 'Hello from the' }], stop_reason: 'max_tokens' })
  expect(upstream.bill()).toEqual(
    [whole, streamed].map(({ usage }) => ({
      path: '/v1/messages',
      model: 'claude-haiku-4-5',
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
    })),
  )
})

test('speaks the recorded tool calls, thinking and cache numbers so that the clients understand them', async () => {
  const upstream = await start()
  upstream.script({ answer: 'chat-stream-tools' }, { answer: 'message-stream-thinking-tools' })
  const completion = await openAiClient(upstream.baseUrl)
    .chat.completions.stream({ ...chat, stream_options: { include_usage: true } })
    .finalChatCompletion()
  const reply = await anthropicClient(upstream.baseUrl).messages.stream(message).finalMessage()
  expect(completion.choices[0]?.message.tool_calls).toMatchObject([
    { function: { name: 'get_weather', arguments: '{"city":"Zürich"}' } },
  ])
  expect(reply.content).toMatchObject([
    { type: 'thinking', signature: expect.stringMatching(/^EqQB/) },
    { type: 'text', text: 'I will look that up.' },
    { type: 'tool_use', input: { city: 'Zürich' } },
  ])
  expect(upstream.bill()).toMatchObject([
    { inputTokens: 82, outputTokens: 17 },
    { inputTokens: 472 + 1024 + 256, outputTokens: 89 },
  ])
})

test('gives errors that the clients take for what they are', async () => {
  const upstream = await start({ apiKey: 'right' })
  const openai = openAiClient(upstream.baseUrl, 'right')
  const anthropic = anthropicClient(upstream.baseUrl, 'right')
  await expect(openAiClient(upstream.baseUrl).models.list()).rejects.toBeInstanceOf(
    OpenAI.AuthenticationError,
  )
  await expect(anthropicClient(upstream.baseUrl).messages.create(message)).rejects.toBeInstanceOf(
    Anthropic.AuthenticationError,
  )
  upstream.script({ answer: 'openai-error-429' }, { answer: 'anthropic-error-529' })
  await expect(openai.chat.completions.create(chat)).rejects.toMatchObject({
    code: 'rate_limit_exceeded',
    status: 429,
  })
  await expect(anthropic.messages.create(message)).rejects.toMatchObject({
    status: 529,
    type: 'overloaded_error',
  })
  upstream.script({ answer: 'message-stream-overloaded' })
  await expect(anthropic.messages.stream(message).finalMessage()).rejects.toMatchObject({
    type: 'overloaded_error',
  })
})

test('lists models in both formats, Anthropic’s over several pages', async () => {
  const upstream = await start()
  const openai = await collect(openAiClient(upstream.baseUrl).models.list())
  const anthropic = await collect(anthropicClient(upstream.baseUrl).models.list({ limit: 1000 }))
  expect(openai.map(model => model.id)).toContain('gpt-4o-mini')
  expect(new Set(anthropic.map(model => model.id)).size).toBe(5)
  expect(upstream.requests.map(request => request.path.split('?')[0])).toEqual(Array(4).fill('/v1/models'))
})

test('has a file for every fixture and a fixture for every file', () => {
  const folder = new URL('../../support/fake-upstream/fixtures/', import.meta.url)
  expect(readdirSync(folder).sort()).toEqual(fixtureNames.map(name => `${name}.http`).sort())
})
