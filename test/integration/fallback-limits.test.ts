// What a route does where something limits it: budgets, the caller's own retries, the size of the request, what a target takes.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { NewBudget } from '../../gateway/contract/budgets.ts'
import { calendarBudget, ruledBudget } from '../support/budgets.ts'
import {
  type Behaviour,
  type FakeUpstream,
  gate,
  hang,
  send,
  startFakeUpstream,
  wait,
} from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, models, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig
let second: FakeUpstream

const targets = [{ target: 'open/gpt-4o-mini' }, { target: 'other/gpt-4o-mini' }]
const groups = [{ strategy: 'priority', targets }] as const
const json = { 'content-type': 'application/json' }

beforeAll(async () => {
  rig = await openGatewayRig({ overrides: { pingIntervalMs: 15 } })
  second = await startFakeUpstream()
  const { admin } = rig.gateway
  const baseUrl = `${second.baseUrl}/v1`
  await admin.addProvider({ id: 'other', kind: 'openai', baseUrl, key: 'sk-other-provider-key-1234' })
  await admin.setRoute({ name: 'smart', sticky: false, groups })
  await admin.setRoute({ name: 'opted-in', sticky: false, groups, onRefusal: 'next' })
  await admin.setRoute({
    name: 'fast',
    sticky: false,
    groups,
    limits: { tokensPerSecond: 10_000, probeWindowMs: 100 },
  })
  const longer = [...targets, { target: `anth/${models['anthropic-messages']}` }]
  await admin.setRoute({ name: 'longer', sticky: false, groups: [{ strategy: 'priority', targets: longer }] })
  await rig.money()
})

afterAll(async () => {
  await rig[Symbol.asyncDispose]()
  await second.close()
})

// What failed in one case is not to be held against the provider in the next.
beforeEach(async () => {
  rig.upstream.script()
  second.script()
  for (const { id } of await rig.gateway.admin.listProviders({}))
    await rig.gateway.admin.resetHealth({ providerId: id })
})

const ask = (model: string, extra: object = {}, headers: Record<string, string> = {}) =>
  rig.post(paths['openai-chat'], chatBody('openai-chat', { model, ...extra }), { headers })

const refusal = (status: number, code: string, message = 'No.'): Behaviour => ({
  answer: { status, headers: json, body: JSON.stringify({ error: { code, message } }) },
})

function countSecond(): () => number {
  const before = second.requests.length
  return () => second.requests.length - before
}

async function withBudget<Result>(budget: NewBudget, run: () => Promise<Result>): Promise<Result> {
  const { id } = await rig.gateway.admin.setBudget(budget)
  try {
    return await run()
  } finally {
    await rig.gateway.admin.removeBudget({ id })
  }
}

test('a body that is too long to be kept is sent once, to a model by its own name', async () => {
  rig.upstream.script(refusal(503, 'overloaded', 'Busy.'))
  const before = rig.calls().length
  const answer = await ask('open/gpt-4o-mini', {
    messages: [{ role: 'user', content: 'word '.repeat(250_000) }],
  })
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { error: { code: 'overloaded', message: 'Busy.' } },
  ])
  expect(rig.calls().length - before).toBe(1)
})

test('a shorter one is sent a second time', async () => {
  rig.upstream.script(refusal(503, 'overloaded'), {})
  const before = rig.calls().length
  const answer = await ask('open/gpt-4o-mini')
  expect(answer.status).toBe(200)
  const [first, again] = rig.calls().slice(before)
  expect(again?.body).toEqual(first?.body)
})

test.each([
  ['0', 1],
  ['2', 1],
  ['3', 0],
])('a caller whose library counts %s retries has %d attempts left after the first', async (count, more) => {
  rig.upstream.script(refusal(500, 'server_error'))
  const before = countSecond()
  const answer = await ask('smart', {}, { 'x-stainless-retry-count': count })
  expect(answer.status).toBe(more === 0 ? 500 : 200)
  expect(before()).toBe(more)
})

test.each([
  ['smart', 400],
  ['opted-in', 200],
])('content that is refused, in the route %s: status %d', async (route, status) => {
  rig.upstream.script(refusal(400, 'content_policy_violation'))
  const answer = await ask(route)
  expect(answer.status, await answer.text()).toBe(status)
})

test('a request that was too long goes to the target with more context, past the one with as much', async () => {
  rig.upstream.script(refusal(400, 'context_length_exceeded', 'Too long.'), {})
  const before = countSecond()
  const answer = await ask('longer')
  expect(answer.status, await answer.text()).toBe(200)
  expect(before()).toBe(0)
  expect(await rig.rowOf(answer)).toMatchObject({ providerId: 'anth', outcome: 'completed' })
})

test('an answer that comes too slowly gives way to the next target', async () => {
  rig.upstream.script({ answer: 'chat-stream-usage', steps: [send(900), hang()] })
  const answer = await ask('fast', { stream: true })
  const text = await answer.text()
  expect(text).toContain('data: [DONE]')
  expect(text.match(/"role":"assistant"/g)).toHaveLength(1)
  const row = await rig.rowOf(answer)
  expect(row).toMatchObject({ providerId: 'other', outcome: 'completed' })
  expect(row.attempts[0]).toMatchObject({
    state: 'broken',
    errorCode: 'upstream_slow',
    certainty: 'estimated',
  })
})

test('an answer that is already handed over is not judged by its speed any more', async () => {
  const event = (content: string, more: object = {}) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }], ...more })}\n\n`
  const long = event('Hi') + event('Hi', { padding: 'x'.repeat(70_000) })
  const end = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`
  const answer = { headers: { 'content-type': 'text/event-stream' }, body: long + end }
  // The rest comes after the window is over.
  rig.upstream.script({
    answer,
    steps: [
      send(event('Hi').length),
      send(long.length - event('Hi').length),
      send(undefined, { everyMs: 200 }),
    ],
  })
  const before = countSecond()
  const reply = await ask('fast', { stream: true })
  expect(await reply.text()).toContain('[DONE]')
  expect(before()).toBe(0)
  expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'completed', providerId: 'open' })
})

test('a caller that got pings gets the stream of the second target after them', async () => {
  const late = gate()
  rig.upstream.script({ ...refusal(500, 'server_error'), steps: [wait(late), send()] })
  const caller = await rig.postRaw(
    paths['openai-chat'],
    chatBody('openai-chat', { model: 'smart', stream: true }),
    ['connection: close'],
  )
  await caller.readUntil(': ping')
  late.open()
  const received = String(await caller.readAll())
  expect(received).toMatch(/^HTTP\/1\.1 200 /)
  expect(received).toContain('data: [DONE]')
  expect(received).not.toContain('error')
})

test('a budget with room for one request lets the second target be asked with the room of the first', async () => {
  const usual = await ask('open/gpt-4o-mini')
  await usual.text()
  const held = BigInt((await rig.rowOf(usual)).heldNanoUsd ?? 0)
  const scope = { kind: 'project', id: 'narrow' } as const
  await withBudget(calendarBudget(held.toString(), {}, { scope }), async () => {
    rig.upstream.script(refusal(500, 'server_error'))
    const answer = await ask('smart', {}, { 'x-gatehouse-project': 'narrow' })
    expect(answer.status, await answer.text()).toBe(200)
    expect(await rig.rowOf(answer)).toMatchObject({ providerId: 'other' })
  })
})

test('a target that the budget cannot pay is skipped for a cheaper one', async () => {
  const scope = { kind: 'provider', id: 'open' } as const
  await withBudget(calendarBudget('1', {}, { scope }), async () => {
    const before = rig.calls().length
    const answer = await ask('smart')
    expect(answer.status, await answer.text()).toBe(200)
    expect(answer.headers.get('x-gatehouse-route')).toBe(
      'open/gpt-4o-mini=budget_too_small,other/gpt-4o-mini',
    )
    expect(rig.calls().length).toBe(before)
    const row = await rig.rowOf(answer)
    expect(row.attempts.map(({ providerId }) => providerId)).toEqual(['other'])
  })
})

test('a limit of requests counts the request once, however many targets were asked', async () => {
  const scope = { kind: 'project', id: 'counted' } as const
  const rule = { kind: 'bucket', unit: 'requests', limit: '1', refillPerSecond: 0.001 } as const
  await withBudget(ruledBudget(rule, { scope }), async () => {
    rig.upstream.script(refusal(500, 'server_error'))
    const headers = { 'x-gatehouse-project': 'counted' }
    const answer = await ask('smart', {}, headers)
    expect(answer.status, await answer.text()).toBe(200)
    expect((await ask('smart', {}, headers)).status).toBe(402)
  })
})

test('a place among the requests at once is kept from one target to the next', async () => {
  const scope = { kind: 'project', id: 'alone' } as const
  const rule = { kind: 'concurrency', unit: 'requests', limit: '1' } as const
  await withBudget(ruledBudget(rule, { scope }), async () => {
    const [fails, answers] = [gate(), gate()]
    rig.upstream.script({ ...refusal(500, 'server_error'), steps: [wait(fails), send()] })
    second.script({ answer: 'chat-completion', steps: [wait(answers), send()] })
    const headers = { 'x-gatehouse-project': 'alone' }
    const before = [rig.calls().length, second.requests.length] as const
    const asking = ask('smart', {}, headers)
    await expect.poll(() => rig.calls().length).toBe(before[0] + 1)
    expect((await ask('smart', {}, headers)).status).toBe(429)
    fails.open()
    await expect.poll(() => second.requests.length).toBe(before[1] + 1)
    expect((await ask('smart', {}, headers)).status).toBe(429)
    answers.open()
    expect((await asking).status).toBe(200)
    rig.upstream.script()
    expect((await ask('smart', {}, headers)).status).toBe(200)
  })
})

test('encrypted reasoning that the provider cannot open is left out, and it is asked once more', async () => {
  const seal = refusal(400, 'invalid_encrypted_content', 'The encrypted content could not be verified.')
  const body = JSON.stringify({
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    output: [],
    usage: { input_tokens: 5, output_tokens: 1, total_tokens: 6 },
  })
  rig.upstream.script(seal, { answer: { status: 200, headers: json, body } })
  const before = rig.calls().length
  const answer = await rig.post('/v1/responses', {
    model: 'open/gpt-4o-mini',
    store: false,
    input: [
      { type: 'message', role: 'user', content: 'One' },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAsealed' },
      { type: 'message', role: 'user', content: 'Two' },
    ],
  })
  expect(answer.status, await answer.text()).toBe(200)
  const [first, again, ...others] = rig
    .calls()
    .slice(before)
    .map(call => String(call.body))
  expect(first).toContain('gAAAsealed')
  expect(again).toContain('Two')
  expect(again).not.toContain('gAAAsealed')
  expect(others).toEqual([])
})
