import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Behaviour, closedOrigin, die, hang, head, readFixture, send } from '../support/fake-upstream.ts'
import { startFullServer } from '../support/full-server.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths, streams } from '../support/gateway-rig.ts'
import { readRawStream } from '../support/raw-stream.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({
    overrides: { firstByteTimeoutMs: 250, silenceTimeoutMs: 250, pingIntervalMs: 600_000 },
  })
  await rig.gateway.admin.addProvider({
    id: 'nobody',
    kind: 'openai-compatible',
    baseUrl: `${await closedOrigin()}/v1`,
  })
})
afterAll(() => rig[Symbol.asyncDispose]())

/** The code of an error body of either format; Anthropic's has none, so there it is the type. */
function kindOf(body: { readonly error: { readonly code?: string; readonly type: string } }): string {
  return body.error.code ?? body.error.type
}

const timedOut = { 'openai-chat': 'upstream_timeout', 'anthropic-messages': 'timeout_error' } as const

const comments: Behaviour = {
  answer: {
    headers: { 'content-type': 'text/event-stream' },
    body: Array.from({ length: 100 }, () => Buffer.from(': busy\n\n')),
  },
  steps: [send(undefined, { everyMs: 20 }), hang()],
}

describe.each(formats)('%s', format => {
  test.each<[string, boolean, Behaviour]>([
    ['no headers come for a whole answer', false, { steps: [hang()] }],
    ['no headers come for a stream', true, { steps: [hang()] }],
    ['a stream says nothing', true, { answer: streams[format], steps: [head(), hang()] }],
    ['a stream says nothing but comments', true, comments],
    ['headers come for a whole answer and nothing else', false, { steps: [head(), hang()] }],
    ['a whole answer falls silent', false, { steps: [send(20), hang()] }],
  ])('504 when %s', async (_, stream, script) => {
    rig.upstream.script(script)
    const answer = await rig.post(paths[format], chatBody(format, { stream }))
    expect(answer.status).toBe(504)
    const body = (await answer.json()) as Parameters<typeof kindOf>[0]
    expect(kindOf(body)).toBe(timedOut[format])
    expect(answer.headers.get('x-gatehouse-cost-usd')).toMatch(/^0\.0\d*[1-9]$/)
    expect(await rig.rowOf(answer)).toMatchObject({
      outcome: 'upstream-failed',
      errorCode: 'upstream_timeout',
      certainty: 'estimated',
      status: 504,
    })
    await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
  })

  test('a stream that falls silent within an event ends in an error event and a cut', async () => {
    rig.upstream.script({ answer: streams[format], steps: [send(1500), hang()] })
    const caller = await rig.postRaw(paths[format], chatBody(format, { stream: true }))
    const stream = readRawStream(await caller.readAll())
    expect(stream.status).toBe(200)
    expect(stream.ended).toBe(false)
    const last = stream.body.split('\n\n').at(-2) ?? ''
    const data = JSON.parse(/^data: (.*)$/m.exec(last)?.[1] ?? '')
    expect(kindOf(data)).toBe(timedOut[format])
    expect(last.startsWith('event: error\n')).toBe(format === 'anthropic-messages')
    expect(await rig.gateway.row(stream.headers['x-gatehouse-request-id'] ?? '')).toMatchObject({
      outcome: 'upstream-failed',
      errorCode: 'upstream_timeout',
      certainty: 'estimated',
    })
    await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
  })

  test('a stream that is pinged along by its provider after its first content is not silent', async () => {
    const body = streamBody(format)
    const [begin, rest] = [body.subarray(0, 1500), body.subarray(1500)]
    const cut = begin.lastIndexOf('\n\n') + 2
    const pings = Array.from({ length: 20 }, () => Buffer.from(': busy\n\n'))
    const pieces = [begin.subarray(0, cut), ...pings, Buffer.concat([begin.subarray(cut), rest])]
    rig.upstream.script({
      answer: { headers: { 'content-type': 'text/event-stream' }, body: pieces },
      steps: [send(undefined, { everyMs: 25 })],
    })
    const answer = await rig.post(paths[format], chatBody(format, { stream: true, ...usageAsked(format) }))
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.concat(pieces))
    expect(await rig.rowOf(answer)).toMatchObject({ outcome: 'completed', certainty: 'exact' })
  })
})

test.each([true, false])('502 and no cost where nobody listens (stream: %s)', async stream => {
  const body = chatBody('openai-chat', { model: 'nobody/gpt-4o-mini', stream })
  const answer = await rig.post(paths['openai-chat'], body)
  expect(answer.status).toBe(502)
  expect(await answer.json()).toMatchObject({
    error: {
      code: 'upstream_unreachable',
      type: 'server_error',
      message: expect.stringContaining('refused'),
    },
  })
  expect(answer.headers.get('x-gatehouse-cost-usd')).toBe('0')
  expect(await rig.rowOf(answer)).toMatchObject({
    outcome: 'upstream-failed',
    certainty: 'none',
    costNanoUsd: '0',
  })
})

test('502 and no cost where a connection does not come about in time', async () => {
  await using full = await startFullServer()
  await using rig = await openGatewayRig({ overrides: { connectTimeoutMs: 100 } })
  await rig.gateway.admin.addProvider({ id: 'full', kind: 'openai-compatible', baseUrl: `${full.origin}/v1` })
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'full/x' }))
  expect(answer.status).toBe(502)
  expect(await answer.json()).toMatchObject({
    error: { code: 'upstream_unreachable', message: expect.stringContaining('timed out') },
  })
  expect(await rig.rowOf(answer)).toMatchObject({ certainty: 'none', costNanoUsd: '0' })
})

test('502 where the provider hangs up before its headers, which may have cost something', async () => {
  rig.upstream.script({ steps: [die('reset')] })
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat'))
  expect(answer.status).toBe(502)
  expect(await answer.json()).toMatchObject({ error: { code: 'upstream_unreachable' } })
  expect(await rig.rowOf(answer)).toMatchObject({ outcome: 'upstream-failed', certainty: 'estimated' })
})

function streamBody(format: (typeof formats)[number]): Buffer {
  return readFixture(streams[format]).body
}

function usageAsked(format: (typeof formats)[number]): object {
  return format === 'openai-chat' ? { stream_options: { include_usage: true } } : {}
}
