// What the gateway does around a translation: the receipt, the setting, failures in any shape, budgets and the log.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { upstream as gemini } from '../conformance/translation/upstreams/gemini.ts'
import { upstream as messages } from '../conformance/translation/upstreams/messages.ts'
import { ruledBudget } from '../support/budgets.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { readRawStream } from '../support/raw-stream.ts'

let rig: GatewayRig
const model = 'anth/claude-sonnet-4-5'
const chat = (more: object = {}, stream = false) =>
  rig.post('/v1/chat/completions', {
    model,
    messages: [{ role: 'user', content: 'Hi' }],
    ...(stream && { stream }),
    ...more,
  })
const answer = (text: readonly string[], stream = false) => messages.answer({ text, finish: 'stop' }, stream)

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  const { admin } = rig.gateway
  await admin.changeSetting({ key: 'onUnsupported', value: 'warn' })
  for (const { id } of await admin.listBudgets({})) await admin.removeBudget({ id })
})

describe('what a provider cannot be asked for', () => {
  test('is told in a header and kept in the record, with the reason', async () => {
    rig.upstream.script({ answer: answer(['Ja.']) })
    const reply = await chat({ seed: 7, temperature: 1.5 })
    expect(reply.headers.get('x-gatehouse-receipt')).toBe('dropped=seed; changed=temperature')
    const { receipt } = await rig.rowOf(reply)
    expect(receipt).toMatchObject({
      dropped: [{ path: 'seed' }],
      changed: [{ path: 'temperature' }],
      more: 0,
    })
    expect(JSON.parse(String(rig.lastCall().body))).toMatchObject({ temperature: 1 })
  })

  test('is told to be nothing where everything was kept', async () => {
    rig.upstream.script({ answer: answer(['Ja.']) })
    const reply = await chat({ temperature: 0.5 })
    expect(reply.headers.get('x-gatehouse-receipt')).toBe('kept')
    expect((await rig.rowOf(reply)).receipt).toEqual({ dropped: [], changed: [], more: 0 })
  })

  test('is in the record alone, if the setting says so', async () => {
    await rig.gateway.admin.changeSetting({ key: 'onUnsupported', value: 'drop' })
    rig.upstream.script({ answer: answer(['Ja.']) })
    const reply = await chat({ seed: 7 })
    expect([reply.status, reply.headers.get('x-gatehouse-receipt')]).toEqual([200, null])
    expect((await rig.rowOf(reply)).receipt?.dropped).toHaveLength(1)
  })

  test('is refused, if the setting says so, and nothing is sent', async () => {
    await rig.gateway.admin.changeSetting({ key: 'onUnsupported', value: 'reject' })
    const before = rig.calls().length
    const reply = await chat({ seed: 7, logit_bias: { 5: 1 } })
    const { error } = await reply.json()
    expect([reply.status, error.code]).toEqual([400, 'translation_lossy'])
    expect(error.message).toMatch(/seed .*logit_bias|logit_bias .*seed/s)
    expect(rig.calls().length).toBe(before)
    expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'rejected', costNanoUsd: '0' })
  })

  test('has a receipt only in requests that are translated', async () => {
    const reply = await rig.post('/v1/chat/completions', {
      model: 'open/gpt-4o-mini',
      messages: [{ role: 'user', content: 'Hi' }],
      seed: 7,
    })
    expect(reply.headers.get('x-gatehouse-receipt')).toBeNull()
    expect((await rig.rowOf(reply)).receipt).toBeNull()
  })

  test('takes no other word for a setting', async () => {
    const change = rig.gateway.admin.changeSetting({ key: 'onUnsupported', value: 'maybe' })
    await expect(change).rejects.toMatchObject({ code: 'input_invalid' })
  })
})

describe('an answer that is none', () => {
  test.each([false, true])('a page of HTML with an error, streaming %s', async stream => {
    rig.upstream.script({
      answer: { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad Gateway</h1>' },
    })
    const reply = await chat({}, stream)
    expect(reply.status).toBe(502)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect((await reply.json()).error.message).toContain('502')
  })

  test('JSON of another kind is a failure of the provider and no empty answer', async () => {
    rig.upstream.script({
      answer: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"hello":[1]}' },
    })
    const reply = await chat()
    expect([reply.status, (await reply.json()).error.code]).toEqual([502, 'upstream_failed'])
  })

  test('a reason to stop that nobody knows is an error after the text, and no end', async () => {
    const body = String(answer(['Halb'], true).body as Buffer).replace('"end_turn"', '"tired"')
    rig.upstream.script({ answer: { status: 200, headers: { 'content-type': 'text/event-stream' }, body } })
    const raw = await rig.postRaw(
      '/v1/chat/completions',
      { model, messages: [{ role: 'user', content: 'Hi' }], stream: true },
      ['connection: close'],
    )
    const { body: events, ended } = readRawStream(await raw.readAll())
    expect(ended).toBe(false)
    expect(events).toContain('"content":"Halb"')
    expect(events).toContain('upstream_failed')
    expect(events).not.toContain('[DONE]')
  })

  test('an error within the stream, before anything was said, has a status', async () => {
    const body = `event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n`
    rig.upstream.script({ answer: { status: 200, headers: { 'content-type': 'text/event-stream' }, body } })
    const reply = await chat({}, true)
    expect([reply.status, (await reply.json()).error.message]).toEqual([
      529,
      expect.stringContaining('Overloaded'),
    ])
  })
})

test('a whole answer to a caller that wanted a stream is given as one', async () => {
  rig.upstream.script({ answer: answer(['Ganz.']) })
  const reply = await chat({}, true)
  expect(reply.headers.get('content-type')).toContain('text/event-stream')
  const events = await reply.text()
  expect(events).toContain('"content":"Ganz."')
  expect(events.trimEnd().endsWith('data: [DONE]')).toBe(true)
})

test('a budget cuts a translated stream as the caller’s format ends one', async () => {
  await rig.gateway.admin.setBudget({
    ...ruledBudget({ kind: 'bucket', unit: 'tokens', limit: '4200', refillPerSecond: 0 }),
    atCap: 'cut',
  })
  rig.upstream.script({
    answer: answer(
      Array.from({ length: 6000 }, (_, index) => `Wort ${index} `),
      true,
    ),
  })
  const reply = await chat({ max_tokens: 50_000 }, true)
  const events = await reply.text()
  if (reply.status !== 200) throw new Error(events)
  expect(events).toContain('"finish_reason":"length"')
  expect(events.trimEnd().endsWith('data: [DONE]')).toBe(true)
  expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'cut' })
})

test('the provider gets its own version and none of the caller’s headers for another', async () => {
  rig.upstream.script({ answer: answer(['Ja.']) })
  await rig.post(
    '/v1/chat/completions',
    { model, messages: [{ role: 'user', content: 'Hi' }] },
    { headers: { 'openai-organization': 'org-1', 'x-stainless-lang': 'js', 'x-title': 'Notebook' } },
  )
  const { headers } = rig.lastCall()
  expect(headers).toMatchObject({
    'anthropic-version': expect.stringMatching(/^\d{4}-/),
    'x-title': 'Notebook',
  })
  expect(headers).not.toHaveProperty('openai-organization')
  expect(headers).not.toHaveProperty('x-stainless-lang')
})

test('a conversation that goes on at a provider of its own format leaves the seals of another behind', async () => {
  const foreign = 'gatehouse.gemini-generate.s.c2VhbA=='
  rig.upstream.script({ answer: answer(['Ja.']) })
  const ask = { role: 'user', content: 'Hi' }
  const said = (...content: readonly object[]) => ({ role: 'assistant', content })
  const own = { type: 'thinking', thinking: 'So.', signature: 'own' }
  await rig.post('/v1/messages', {
    model,
    max_tokens: 100,
    id_of_mine: 12345678901234567890n.toString(),
    messages: [
      ask,
      said({ type: 'thinking', thinking: 'Hm.', signature: foreign }, { type: 'text', text: 'Hello' }),
      ask,
      said(own, { type: 'text', text: 'Hello' }),
      ask,
    ],
  })
  const { messages: sent } = JSON.parse(String(rig.lastCall().body))
  const text = { type: 'text', text: 'Hello' }
  expect(sent.map((message: { content: unknown }) => message.content)).toEqual([
    'Hi',
    [text],
    'Hi',
    [own, text],
    'Hi',
  ])
})

test('a wait that the provider names in its body is told in the header that every client reads', async () => {
  await using own = await openGatewayRig({
    providers: origin => [
      { id: 'only', kind: 'gemini', baseUrl: `${origin}/v1beta`, key: 'sk-key-of-the-provider-01' },
    ],
  })
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '45.8s' }]
  const error = { code: 429, message: 'Slow down.', status: 'RESOURCE_EXHAUSTED', details }
  const { headers } = gemini.failure(429, '')
  own.upstream.script({
    answer: { status: 429, ...(headers && { headers }), body: JSON.stringify({ error }) },
  })
  const reply = await own.post('/v1/messages', {
    model: 'only/gemini-2.5-flash',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'Hi' }],
  })
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '46'])
  expect(await reply.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } })
})

test('a prompt that is too long is told with 400 and in the words that clients know', async () => {
  await using own = await openGatewayRig({
    providers: origin => [
      { id: 'only', kind: 'openai-compatible', baseUrl: `${origin}/v1`, key: 'sk-key-of-the-provider-01' },
    ],
  })
  const message = "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens."
  const body = JSON.stringify({ error: { message, type: 'server_error', code: 'context_length_exceeded' } })
  own.upstream.script({ answer: { status: 500, headers: { 'content-type': 'application/json' }, body } })
  const reply = await own.post('/v1/messages', {
    model: 'only/m',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'Hi' }],
  })
  expect([reply.status, (await reply.json()).error.message]).toEqual([
    400,
    expect.stringMatching(/prompt is too long/i),
  ])
})

test('a text about a gatehouse is no seal: the bytes are the caller’s own', async () => {
  rig.upstream.script({ answer: answer(['Ja.']) })
  const content = 'gatehouse.example is my host'
  const body = `{ "model": "anth/claude-sonnet-4-5", "max_tokens": 9, "messages": [{"role":"user","content":"${content}"}] }`
  await rig.post('/v1/messages', body)
  expect(String(rig.lastCall().body)).toBe(body.replace('anth/claude', 'claude'))
})
