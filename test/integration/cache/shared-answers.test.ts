// Identical requests that are under way at once share one call of the provider.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ruledBudget } from '../../support/budgets.ts'
import { collect } from '../../support/chat-clients.ts'
import { die, gate, hang, head, send, wait } from '../../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../../support/gateway-rig.ts'
import { readRawStream } from '../../support/raw-stream.ts'

let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig({ overrides: { cacheMode: 'exact' }, upstream: { outputTokens: 40 } })
})

afterEach(() => rig[Symbol.asyncDispose]())

const path = paths['openai-chat']
const whole = chatBody('openai-chat')
const streaming = chatBody('openai-chat', { stream: true })
/** The first two events of the stream: who it is by, and the first word. */
const firstEvents = 600
const firstContent = '"delta":{"content":'

const answerCalls = () => rig.calls().length

/** A request that is answered after all that were sent before it have come as far as they can. */
async function passThrough(): Promise<Response> {
  const before = answerCalls()
  const answer = await rig.post(path, chatBody('openai-chat', { max_tokens: before + 1000 }))
  expect(answer.status).toBe(200)
  await answer.text()
  return answer
}

const running = async () => (await rig.gateway.admin.readStatus({})).requestsInFlight

describe('ten identical requests at once', () => {
  test('as a whole: one call, the same bytes for each, one cost', async () => {
    const held = gate()
    rig.upstream.script({ steps: [head(), wait(held), send()] }, {})
    const money = await rig.money()
    const asked = Array.from({ length: 10 }, () => rig.post(path, whole))
    await held.reached
    await expect.poll(running).toBe(10)
    const other = await passThrough()
    held.open()
    const answers = await Promise.all(asked)
    const texts = await Promise.all(answers.map(answer => answer.text()))
    expect(new Set(texts).size).toBe(1)
    expect(JSON.parse(texts[0] ?? '').choices[0].finish_reason).toBe('stop')
    expect(answerCalls()).toBe(2)
    const said = answers.map(({ headers }) => headers.get('x-gatehouse-cache')).sort()
    expect(said).toEqual(['miss', ...Array.from({ length: 9 }, () => 'miss; shared')])
    const rows = await Promise.all(answers.map(answer => rig.rowOf(answer)))
    const shared = rows.filter(({ cache }) => cache?.outcome === 'shared')
    expect(shared).toHaveLength(9)
    for (const row of shared)
      expect(row).toMatchObject({ outcome: 'completed', costNanoUsd: '0', attempts: [], providerId: 'open' })
    const [leader] = rows.filter(({ cache }) => cache?.outcome === 'miss')
    expect(BigInt(leader?.costNanoUsd ?? 0)).toBeGreaterThan(0n)
    expect(shared[0]?.cache?.savedNanoUsd).toBe(leader?.costNanoUsd)
    const booked = (await rig.money()).settled - money.settled
    const paid = [leader, await rig.rowOf(other)].map(row => BigInt(row?.costNanoUsd ?? 0))
    expect(booked).toBe(paid.reduce((sum, cost) => sum + cost))
  })

  test('as streams: one call, and official clients read all of it', async () => {
    const held = gate()
    rig.upstream.script({ steps: [send(firstEvents), wait(held), send()] }, {})
    const asked = Array.from({ length: 10 }, () =>
      rig.openAi.chat.completions.create({
        ...whole,
        model: whole.model,
        stream: true,
        messages: [{ role: 'user', content: 'Hello' }],
      }),
    )
    const streams = await Promise.all(asked)
    expect(answerCalls()).toBe(1)
    const reading = streams.map(stream => collect(stream))
    held.open()
    const all = await Promise.all(reading)
    expect(new Set(all.map(chunks => JSON.stringify(chunks))).size).toBe(1)
    expect(all[0]?.at(-1)?.choices[0]?.finish_reason).toBe('stop')
    expect(answerCalls()).toBe(1)
  })
})

test('who asks the same right after an answer ended gets it, though it is hardly stored', async () => {
  await (await rig.post(path, whole)).text()
  // The cache's thread starts with it, and nobody waits long for a cache.
  await expect.poll(async () => (await rig.gateway.admin.listCacheEntries({})).length).toBe(1)
  for (let times = 0; times < 20; times++) {
    const body = { ...whole, seed: times }
    const before = answerCalls()
    await (await rig.post(path, body)).text()
    const again = await rig.post(path, { ...body, stream: true })
    expect(again.headers.get('x-gatehouse-cache')).toBe('exact; age=0')
    expect(await again.text()).toContain('[DONE]')
    expect(answerCalls()).toBe(before + 1)
  }
})

describe('of two who share an answer', () => {
  const ask = () => rig.postRaw(path, streaming, ['connection: close'])

  test('the first may leave: the other gets all of it', async () => {
    const held = gate()
    rig.upstream.script({ steps: [send(firstEvents), wait(held), send()] }, {})
    const first = await ask()
    await first.readUntil(firstContent)
    const second = await ask()
    await second.readUntil(firstContent)
    first.hangUp()
    await expect.poll(running).toBe(2)
    await passThrough()
    held.open()
    const stream = readRawStream(await second.readAll())
    expect(stream).toMatchObject({ status: 200, ended: true })
    expect(stream.headers['x-gatehouse-cache']).toBe('miss; shared')
    expect(stream.body).toContain('data: [DONE]')
    expect(rig.calls()[0]?.abortedAtMs).toBeUndefined()
    await expect.poll(async () => (await rig.money()).held).toBe(0n)
    const requestId = stream.headers['x-gatehouse-request-id'] ?? ''
    expect(await rig.gateway.row(requestId)).toMatchObject({ outcome: 'completed', costNanoUsd: '0' })
  })

  test('the second may leave: the first gets all of it', async () => {
    const held = gate()
    rig.upstream.script({ steps: [send(firstEvents), wait(held), send()] }, {})
    const first = await ask()
    await first.readUntil(firstContent)
    const second = await ask()
    await second.readUntil(firstContent)
    second.hangUp('reset')
    await passThrough()
    held.open()
    expect(readRawStream(await first.readAll())).toMatchObject({ status: 200, ended: true })
    expect(rig.calls()[0]?.abortedAtMs).toBeUndefined()
  })

  test('the last one that leaves ends the call, in whichever order', async () => {
    rig.upstream.script({ steps: [send(firstEvents), hang()] }, {})
    const first = await ask()
    await first.readUntil(firstContent)
    const second = await ask()
    await second.readUntil(firstContent)
    first.hangUp()
    await passThrough().catch(() => {})
    expect(rig.calls()[0]?.abortedAtMs).toBeUndefined()
    second.hangUp()
    await expect.poll(() => rig.calls()[0]?.abortedAtMs).toBeTypeOf('number')
    await expect.poll(running).toBe(0)
    expect((await rig.money()).held).toBe(0n)
  })

  test('both are told where it breaks off', async () => {
    const held = gate()
    rig.upstream.script({ steps: [send(firstEvents), wait(held), die('reset')] }, {})
    const first = await ask()
    await first.readUntil(firstContent)
    const second = await ask()
    await second.readUntil(firstContent)
    held.open()
    for (const caller of [first, second]) {
      const stream = readRawStream(await caller.readAll())
      expect(stream.ended).toBe(false)
      expect(stream.body).toContain('upstream_truncated')
    }
    expect(answerCalls()).toBe(1)
  })

  test('the second asks for itself where the first is refused', async () => {
    const held = gate()
    rig.upstream.script({ answer: 'openai-error-429', steps: [wait(held), send()] }, {})
    const first = rig.post(path, whole)
    await held.reached
    const second = rig.post(path, whole)
    await expect.poll(running).toBe(2)
    await passThrough()
    held.open()
    expect((await first).status).toBe(429)
    const answer = await second
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-gatehouse-cache')).toBe('miss')
    expect(answerCalls()).toBe(3)
    expect(BigInt((await rig.rowOf(answer)).costNanoUsd ?? 0)).toBeGreaterThan(0n)
  })

  test('each counts in a limit of requests at once, and gives its place back', async () => {
    await rig.gateway.admin.setBudget(ruledBudget({ kind: 'concurrency', unit: 'requests', limit: '2' }))
    const held = gate()
    rig.upstream.script({ steps: [send(firstEvents), wait(held), send()] }, {})
    const callers = [await ask(), await ask()]
    for (const caller of callers) await caller.readUntil(firstContent)
    const third = await rig.post(path, streaming)
    expect(third.status).toBe(429)
    held.open()
    for (const caller of callers) expect(readRawStream(await caller.readAll()).ended).toBe(true)
    const [budget] = await rig.gateway.admin.listBudgets({})
    expect(budget).toMatchObject({ held: '0' })
  })

  test('one that reads slowly does not hold up the other', async () => {
    const text = 'x'.repeat(3 * 1024 * 1024)
    const pieces = [
      'data: {"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}\n\n',
      `data: {"choices":[{"index":0,"delta":{"content":"${text}"},"finish_reason":"stop"}]}\n\n`,
      'data: [DONE]\n\n',
    ].map(piece => Buffer.from(piece))
    const held = gate()
    rig.upstream.script({
      answer: { headers: { 'content-type': 'text/event-stream' }, body: pieces },
      steps: [send(90), wait(held), send()],
    })
    const first = await ask()
    await first.readUntil('Hello')
    first.pause()
    const second = await ask()
    await second.readUntil('Hello')
    held.open()
    const stream = readRawStream(await second.readAll())
    expect(stream.body.length).toBeGreaterThan(text.length)
    expect(stream.ended).toBe(true)
    first.resume()
    expect(readRawStream(await first.readAll()).ended).toBe(true)
  })
})

test('requests that differ in how they are answered share nothing', async () => {
  const held = gate()
  rig.upstream.script({ steps: [wait(held), send()] })
  const bodies = [
    whole,
    streaming,
    { ...streaming, stream_options: { include_usage: true } },
    { ...whole, seed: 1 },
  ]
  const asked = bodies.map(body => rig.post(path, body))
  await expect.poll(answerCalls).toBe(4)
  held.open()
  for (const answer of await Promise.all(asked)) expect(await answer.text()).not.toBe('')
})

test('a request that wants a new answer, or none stored, is never answered with another one', async () => {
  const held = gate()
  rig.upstream.script({ steps: [wait(held), send()] })
  const ways = [
    {},
    { 'x-gatehouse-cache': 'refresh' },
    { 'cache-control': 'no-cache' },
    { 'cache-control': 'no-store' },
  ]
  const asked = ways.map(headers => rig.post(path, whole, { headers }))
  await expect.poll(answerCalls).toBe(4)
  held.open()
  const said = (await Promise.all(asked)).map(({ headers }) => headers.get('x-gatehouse-cache'))
  expect(said).toEqual(['miss', 'miss', 'miss', 'off'])
})

test('two clients share nothing while their answers are their own', async () => {
  const held = gate()
  rig.upstream.script({ steps: [wait(held), send()] })
  const { token } = await rig.gateway.admin.createClient({ name: 'another' })
  const asked = [
    rig.post(path, whole),
    rig.post(path, whole, { headers: { authorization: `Bearer ${token}` } }),
  ]
  await expect.poll(answerCalls).toBe(2)
  held.open()
  await Promise.all(asked)
})
