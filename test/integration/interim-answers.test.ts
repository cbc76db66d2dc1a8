// Interim answers of a provider: https://www.rfc-editor.org/rfc/rfc9110#section-15.2
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFixture } from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { type RawUpstream, startRawUpstream } from '../support/raw-upstream.ts'

let rig: GatewayRig
let raw: RawUpstream

beforeAll(async () => {
  rig = await openGatewayRig()
  raw = await startRawUpstream()
  await rig.gateway.admin.addProvider({ id: 'raw', kind: 'openai-compatible', baseUrl: `${raw.origin}/v1` })
})
afterAll(async () => {
  await rig[Symbol.asyncDispose]()
  await raw[Symbol.asyncDispose]()
})

const proceed = 'HTTP/1.1 100 Continue\r\n\r\n'
const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n'
const processing = 'HTTP/1.1 102 Processing\r\n\r\n'

const interims: readonly (readonly [string, readonly string[]])[] = [
  ['a 100 Continue', [proceed]],
  ['a 100 Continue with headers', ['HTTP/1.1 100 Continue\r\nserver: x\r\ndate: today\r\n\r\n']],
  ['one of HTTP/1.0', ['HTTP/1.0 100 Continue\r\n\r\n']],
  ['several, of several kinds', [proceed, hints, proceed, processing, proceed]],
  ['several in one packet', [proceed + hints + proceed + processing + proceed]],
  ['one in many pieces', [...`${proceed}${hints}${proceed}`]],
]

const whole = readFixture('chat-completion').body.toString()
const stream = readFixture('chat-stream-usage').body.toString()
const heads = {
  whole: `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(whole)}\r\n\r\n`,
  stream: `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${Buffer.byteLength(stream)}\r\n\r\n`,
}

test.each(interims)('%s before a whole answer is skipped', async (_, pieces) => {
  for (const answer of [[...pieces, heads.whole + whole], [pieces.join('') + heads.whole + whole]]) {
    raw.answer(...answer)
    const reply = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'raw/x' }))
    expect([reply.status, await reply.text()]).toEqual([200, whole])
    expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'completed', certainty: 'exact' })
  }
})

test.each(interims)('%s before a stream is skipped', async (_, pieces) => {
  raw.answer(...pieces, heads.stream, stream)
  const asked = { model: 'raw/x', stream: true, stream_options: { include_usage: true } }
  const reply = await rig.post(paths['openai-chat'], chatBody('openai-chat', asked))
  expect([reply.status, await reply.text()]).toEqual([200, stream])
  expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'completed', certainty: 'exact' })
})

test('an answer that speaks of one within itself is passed on as it is, however it is cut', async () => {
  const text = stream.replace('data: ', `: ${proceed.trim()}\n\ndata: `)
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n: x\n\n'
  const body = `data: {"choices":[{"index":0,"delta":{"content":"`
  const rest = `HTTP/1.1 100 Continue"},"finish_reason":"stop"}]}\n\n${text}`
  raw.answer(head, body, rest)
  const reply = await rig.post(
    paths['openai-chat'],
    chatBody('openai-chat', { model: 'raw/x', stream: true, stream_options: { include_usage: true } }),
  )
  expect(await reply.text()).toBe(`: x\n\n${body}${rest}`)
})

test('one that never ends is a broken answer', async () => {
  raw.answer(`HTTP/1.1 100 Continue\r\nx: ${'y'.repeat(40_000)}`)
  const reply = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'raw/x' }))
  expect(reply.status).toBe(502)
})
