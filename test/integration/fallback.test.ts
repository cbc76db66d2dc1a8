// Routes of two targets at two providers: what the caller gets, what is asked, and what it costs, whichever way the first
// target fails before it has spoken.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  type Behaviour,
  die,
  type FakeUpstream,
  hang,
  head,
  send,
  startFakeUpstream,
} from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig
let second: FakeUpstream

beforeAll(async () => {
  rig = await openGatewayRig()
  second = await startFakeUpstream()
  const { admin } = rig.gateway
  await admin.addProvider({
    id: 'other',
    kind: 'openai',
    baseUrl: `${second.baseUrl}/v1`,
    key: 'sk-other-provider-key-1234',
  })
  await admin.setRoute({
    name: 'smart',
    groups: [
      {
        strategy: 'priority',
        targets: [{ target: 'open/gpt-4o-mini' }, { target: 'other/gpt-4o-mini' }],
      },
    ],
    limits: { headersMs: 200, firstTokenMs: 300 },
    // All tests have the same conversation.
    sticky: false,
  })
})

afterAll(async () => {
  await rig[Symbol.asyncDispose]()
  await second.close()
})

beforeEach(async () => {
  rig.upstream.script()
  second.script()
  // What failed in one case is not to be held against the provider in the next.
  for (const providerId of ['open', 'other']) await rig.gateway.admin.resetHealth({ providerId })
})

const failures: Readonly<Record<string, Behaviour>> = {
  'status 500': { answer: { status: 500, body: '{"error":{"message":"Boom"}}' } },
  'status 503': { answer: { status: 503, body: 'busy' } },
  'status 529': { answer: { status: 529, body: '{"error":{"message":"Overloaded"}}' } },
  'status 429': { answer: 'openai-error-429' },
  'status 408': { answer: { status: 408, body: '' } },
  'status 401': { answer: { status: 401, body: '{"error":{"message":"Incorrect API key"}}' } },
  'status 402': { answer: { status: 402, body: '{"error":{"message":"No money"}}' } },
  'status 404': { answer: { status: 404, body: '{"error":{"code":"model_not_found","message":"Gone"}}' } },
  'a reset before an answer': { steps: [die()] },
  'a reset after the headers': { steps: [head(), die()] },
  'silence before the headers': { steps: [hang()] },
  'silence after the headers': { steps: [head(), hang()] },
  'a page of HTML': {
    answer: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' },
  },
  'an empty body': { answer: { status: 200, headers: { 'content-type': 'application/json' }, body: '' } },
  'an error with status 200': {
    answer: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"error":{"message":"Provider returned error","code":502}}',
    },
  },
  'an answer that breaks off': { steps: [head(), send(40), die()] },
}

test.each(Object.entries(failures))('%s: the second target answers a whole answer', async (_, failure) => {
  rig.upstream.script(failure)
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'smart' }))
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  expect(JSON.parse(text)).toMatchObject({ choices: [{ message: { role: 'assistant' } }] })
  expect(answer.headers.get('x-gatehouse-route')).toMatch(/^open\/gpt-4o-mini=[a-z-]+,other\/gpt-4o-mini$/)
  const row = await rig.rowOf(answer)
  expect(row).toMatchObject({ outcome: 'completed', providerId: 'other', model: 'gpt-4o-mini' })
  expect(row.attempts.map(({ number, providerId }) => [number, providerId])).toEqual([
    [1, 'open'],
    [2, 'other'],
  ])
  const costs = row.attempts.map(({ costNanoUsd }) => BigInt(costNanoUsd ?? -1))
  expect(BigInt(row.costNanoUsd ?? -1)).toBe(costs.reduce((sum, cost) => sum + cost))
  expect((await rig.money()).held).toBe(0n)
})

const streamFailures = Object.entries<Behaviour>({
  ...failures,
  'an error event before any content': {
    answer: {
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: 'data: {"error":{"message":"Overloaded","type":"overloaded_error"}}\n\ndata: [DONE]\n\n',
    },
  },
  'a stream without events': {
    answer: { status: 200, headers: { 'content-type': 'text/event-stream' }, body: '' },
  },
})

test.each(streamFailures)('%s: the second target answers a stream', async (_, failure) => {
  rig.upstream.script(
    failure.answer || failure.steps?.length !== 3 ? failure : { ...failure, answer: 'chat-stream-usage' },
  )
  const body = chatBody('openai-chat', { model: 'smart', stream: true })
  const answer = await rig.post(paths['openai-chat'], body)
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  expect(text).toContain('data: [DONE]')
  expect(text).not.toContain('error')
  const row = await rig.rowOf(answer)
  expect(row).toMatchObject({ outcome: 'completed', providerId: 'other' })
  expect((await rig.money()).held).toBe(0n)
})

test('a large body, which a worker takes to count it, is there for the second target too', async () => {
  rig.upstream.script({ answer: { status: 503, body: 'busy' } })
  const messages = [{ role: 'user', content: 'word '.repeat(20_000) }]
  const body = chatBody('openai-chat', { model: 'smart', messages })
  const answer = await rig.post(paths['openai-chat'], body)
  expect(answer.status, await answer.text()).toBe(200)
  expect(JSON.parse(second.requests.at(-1)?.body.toString() ?? '')).toMatchObject({ messages })
  expect((await rig.money()).held).toBe(0n)
})

test('what the caller got wrong is told at once, by the first target', async () => {
  rig.upstream.script({ answer: { status: 400, body: '{"error":{"message":"Bad temperature"}}' } })
  const before = second.requests.length
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'smart' }))
  expect(answer.status).toBe(400)
  expect(await answer.json()).toEqual({ error: { message: 'Bad temperature' } })
  expect(second.requests.length).toBe(before)
})

test('if all targets fail, the caller gets the answer of the last', async () => {
  rig.upstream.script({ answer: { status: 500, body: '{"error":{"message":"first"}}' } })
  second.script({ answer: { status: 500, body: '{"error":{"message":"second"}}' } })
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'smart' }))
  expect(answer.status).toBe(500)
  expect(await answer.json()).toEqual({ error: { message: 'second' } })
  expect(answer.headers.get('x-gatehouse-route')).toBe(
    'open/gpt-4o-mini=server-error,other/gpt-4o-mini=server-error',
  )
  expect((await rig.money()).held).toBe(0n)
})

test('after the first content, the caller gets an error event and no second answer', async () => {
  rig.upstream.script({ answer: 'chat-stream-usage', steps: [head(), send(900), die()] })
  const before = second.requests.length
  const body = chatBody('openai-chat', { model: 'smart', stream: true })
  const answer = await rig.post(paths['openai-chat'], body)
  await expect(answer.text()).rejects.toThrow()
  expect(second.requests.length).toBe(before)
  expect(await rig.rowOf(answer)).toMatchObject({ outcome: 'truncated', providerId: 'open' })
})

test('a conversation that the first provider keeps is not gone on with at another one', async () => {
  rig.upstream.script({ answer: { status: 503, body: '{"error":{"message":"busy"}}' } })
  const before = second.requests.length
  const body = { model: 'smart', input: 'And then?', previous_response_id: 'resp_of_the_first' }
  const answer = await rig.post('/v1/responses', body)
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ error: { message: 'busy' } })
  expect(second.requests.length).toBe(before)
  expect(answer.headers.get('x-gatehouse-route')).toContain('other/gpt-4o-mini=conversation_elsewhere')
})
