import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFixture } from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'
import { type RawUpstream, startRawUpstream } from '../support/raw-upstream.ts'

let rig: GatewayRig
let upstream: RawUpstream

beforeAll(async () => {
  rig = await openGatewayRig()
  upstream = await startRawUpstream()
  const provider = { id: 'odd', kind: 'openai-compatible', baseUrl: `${upstream.origin}/v1` }
  await rig.gateway.admin.addProvider(provider)
})
afterAll(async () => {
  await rig[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

const body = readFixture('chat-completion').body.toString()
const close = `connection: close\r\ncontent-length: ${Buffer.byteLength(body)}`

async function ask(bytes: string | Uint8Array, extra: object = {}) {
  upstream.answer(bytes)
  const request = rawRequest({
    target: '/v1/chat/completions',
    host: rig.host,
    headers: [`x-api-key: ${rig.gateway.token}`, 'content-type: application/json'],
    body: JSON.stringify(chatBody('openai-chat', { model: 'odd/x', ...extra })),
  })
  const { answers } = await sendRaw(rig.gateway.gatewayUrl, request)
  const [answer] = answers
  if (!answer) throw new Error('No answer')
  return answer
}

test('answers before the answer are not taken for it', async () => {
  const early = 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(2)
  const answer = await ask(
    `${early}HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${close}\r\n\r\n${body}`,
  )
  expect([answer.status, answer.body.toString()]).toEqual([200, body])
  expect(answer.headers).not.toHaveProperty('link')
})

test('header values in UTF-8 pass as the bytes they are', async () => {
  const answer = await ask(`HTTP/1.1 200 OK\r\nopenai-note: café 世界\r\n${close}\r\n\r\n${body}`)
  expect(answer.status).toBe(200)
  expect(Buffer.from(answer.headers['openai-note'] ?? '', 'latin1').toString()).toBe('café 世界')
})

test('an encoding with the name of something else in the language is no encoding known here', async () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    const answer = await ask(`HTTP/1.1 200 OK\r\ncontent-encoding: ${name}\r\n${close}\r\n\r\n${body}`)
    expect([answer.status, answer.headers['content-encoding']]).toEqual([502, undefined])
  }
})

test.each([
  ['what is no HTTP', 'hello\r\n\r\n'],
  ['two lengths', `HTTP/1.1 200 OK\r\ncontent-length: 1\r\n${close}\r\n\r\n${body}`],
  ['a length that is no number', `HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n${body}`],
  ['headers without end', `HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(100_000)}`],
  ['nothing', ''],
])('%s is a 502', async (_, bytes) => {
  const answer = await ask(bytes)
  expect(answer.status).toBe(502)
  expect(JSON.parse(answer.body.toString())).toMatchObject({ error: { code: 'upstream_unreachable' } })
})

test('a stream that ends with its connection is whole where its last event has come', async () => {
  const events = readFixture('chat-stream-usage').body.toString()
  const head = 'HTTP/1.0 200 OK\r\ncontent-type: Text/Event-Stream\r\n\r\n'
  const asked = { stream: true, stream_options: { include_usage: true } }
  const answer = await ask(head + events, asked)
  expect([answer.status, answer.body.toString()]).toEqual([200, events])
})
