import { afterEach, expect, test } from 'vitest'
import { openRawConnection } from '../../support/chat-clients.ts'
import {
  closedOrigin,
  die,
  type FakeUpstream,
  gate,
  hang,
  head,
  readFixture,
  send,
  startFakeUpstream,
  wait,
} from '../../support/fake-upstream.ts'

const started: FakeUpstream[] = []

async function start(): Promise<FakeUpstream> {
  const upstream = await startFakeUpstream()
  started.push(upstream)
  return upstream
}

afterEach(async () => {
  await Promise.all(started.splice(0).map(upstream => upstream.close()))
})

const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] }

function post(upstream: FakeUpstream, body: object = chat, signal?: AbortSignal): Promise<Response> {
  return fetch(`${upstream.baseUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  })
}

function textOf(part: { readonly value?: Uint8Array | undefined } | undefined): string {
  return new TextDecoder().decode(part?.value)
}

test('sends a fixture’s exact bytes and headers, whatever the sizes of the writes', async () => {
  const upstream = await start()
  const { body } = readFixture('chat-stream-usage')
  const headers = { 'set-cookie': ['a=1', 'b=2'], 'proxy-authenticate': 'Basic' }
  upstream.script({
    answer: 'chat-stream-usage',
    headers,
    steps: [send(5), send(undefined, { chunkBytes: [1, 700, 3] })],
  })
  const response = await post(upstream)
  expect(Buffer.from(await response.arrayBuffer())).toEqual(body)
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(response.headers.get('proxy-authenticate')).toBe('Basic')
  expect(response.headers.has('content-length')).toBe(false)
  expect(upstream.requests).toMatchObject([{ method: 'POST', finished: true, abortedAtMs: undefined }])
  expect(JSON.parse(upstream.requests[0]?.body.toString() ?? '')).toEqual(chat)
})

test('stands still before its headers and in its body for as long as the test wants', async () => {
  const upstream = await start()
  const [before, within] = [gate(), gate()]
  upstream.script({
    answer: { body: 'abcdef' },
    steps: [wait(before), head(), send(3), wait(within), send()],
  })
  const pending = post(upstream)
  await before.reached
  before.open()
  const response = await pending
  const reader = response.body?.getReader()
  const first = await reader?.read()
  await within.reached
  within.open()
  const second = await reader?.read()
  expect([first, second].map(textOf)).toEqual(['abc', 'def'])
})

test('lets a slow answer out write by write', async () => {
  const upstream = await start()
  const pace = gate()
  upstream.script({ answer: { body: 'abc' }, steps: [head(), send(undefined, { chunkBytes: [1], pace })] })
  const reader = (await post(upstream)).body?.getReader()
  const letters: string[] = []
  for (let turn = 0; turn < 3; turn += 1) {
    pace.letOne()
    letters.push(textOf(await reader?.read()))
  }
  expect(letters).toEqual(['a', 'b', 'c'])
})

test.each([
  ['before the headers', [hang()]],
  ['in the body', [send(200), hang()]],
])('notes when the caller hangs up %s', async (_, steps) => {
  const upstream = await start()
  upstream.script({ answer: 'chat-stream', steps })
  const abort = new AbortController()
  const pending = post(upstream, chat, abort.signal).then(response => response.text())
  await expect.poll(() => upstream.requests[0]?.body.length).toBeGreaterThan(0)
  expect(upstream.requests[0]?.abortedAtMs).toBeUndefined()
  abort.abort()
  await expect(pending).rejects.toThrow()
  await expect.poll(() => upstream.requests[0]?.abortedAtMs).toBeTypeOf('number')
  expect(upstream.requests[0]?.finished).toBe(false)
})

test('notes when the caller hangs up before its request is complete', async () => {
  const upstream = await start()
  const connection = await openRawConnection(upstream.baseUrl)
  connection.send('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{')
  await expect.poll(() => upstream.requests).toHaveLength(1)
  connection.hangUp()
  await expect.poll(() => upstream.requests[0]?.abortedAtMs).toBeTypeOf('number')
})

test.each(['close', 'reset'] as const)('dies by %s after as many bytes as it is told', async how => {
  const upstream = await start()
  upstream.script({ answer: 'chat-stream', steps: [send(600), die(how)] })
  const connection = await openRawConnection(upstream.baseUrl)
  connection.send('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}')
  const received = await connection.readAll()
  expect(received.includes(readFixture('chat-stream').body.subarray(0, 600))).toBe(true)
  expect(received.toString().endsWith('0\r\n\r\n')).toBe(false)
  expect(upstream.requests).toMatchObject([{ finished: false, abortedAtMs: undefined }])
})

test.each([3, 9])('declares a content-length of %i for six bytes and hangs up', async contentLength => {
  const upstream = await start()
  upstream.script({ answer: { body: 'abcdef' }, contentLength })
  const connection = await openRawConnection(upstream.baseUrl)
  connection.send('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}')
  const received = (await connection.readAll()).toString()
  expect(received).toContain(`content-length: ${contentLength}\r\n`)
  expect(received.endsWith('\r\n\r\nabcdef')).toBe(true)
})

test('ends early and cleanly when its steps do', async () => {
  const upstream = await start()
  upstream.script({ answer: 'message-stream', steps: [send(1000)] })
  const response = await post(upstream)
  expect((await response.arrayBuffer()).byteLength).toBe(1000)
  expect(upstream.bill()).toMatchObject([{ inputTokens: 25, outputTokens: 1 }])
})

test('compresses without being asked, and its bill still knows what it said', async () => {
  const upstream = await start()
  upstream.script({ answer: 'chat-stream-usage', gzip: true })
  const response = await post(upstream)
  expect(response.headers.get('content-encoding')).toBe('gzip')
  expect(Buffer.from(await response.arrayBuffer())).toEqual(readFixture('chat-stream-usage').body)
  expect(upstream.bill()).toMatchObject([{ inputTokens: 19, outputTokens: 10 }])
})

test('answers a request whose body it never reads', async () => {
  const upstream = await start()
  upstream.script({ answer: { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, readBody: false })
  const connection = await openRawConnection(upstream.baseUrl)
  connection.send('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n{')
  const received = await connection.readUntil('\r\n\r\n')
  connection.hangUp()
  expect(received.toString()).toMatch(/^HTTP\/1\.1 302 Found\r\nlocation: http:\/\/127\.0\.0\.1:1\//)
  expect(upstream.requests[0]?.body).toHaveLength(0)
})

test('writes a huge body only as fast as it is read', async () => {
  const upstream = await start()
  let written = 0
  const endless = (function* () {
    for (;;) {
      written += 1
      yield Buffer.alloc(64 * 1024)
    }
  })()
  upstream.script({ answer: { body: endless } })
  const connection = await openRawConnection(upstream.baseUrl)
  connection.pause()
  connection.send('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}')
  let before = -1
  await expect
    .poll(() => {
      const isStill = written > 0 && written === before
      before = written
      return isStill
    })
    .toBe(true)
  connection.hangUp()
  await expect.poll(() => upstream.requests[0]?.abortedAtMs).toBeTypeOf('number')
})

test('takes scripted behaviours in turn, the last one staying, models apart', async () => {
  const upstream = await start()
  upstream.script({ answer: { status: 500 } }, { answer: { status: 503 } })
  upstream.scriptModels({ answer: 'openai-error-401' })
  const statuses = [await post(upstream), await post(upstream), await post(upstream)].map(
    reply => reply.status,
  )
  expect(statuses).toEqual([500, 503, 503])
  expect((await fetch(`${upstream.baseUrl}/v1/models`)).status).toBe(401)
  upstream.script()
  expect((await post(upstream)).status).toBe(200)
})

test('names an origin that refuses connections', async () => {
  const origin = await closedOrigin()
  await expect(openRawConnection(origin)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
