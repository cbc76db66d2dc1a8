import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyLimitBytes } from '../../gateway/ingress/read-body.ts'
import { openRawConnection } from '../support/chat-clients.ts'
import { type formats, type GatewayRig, models, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const mebibyte = 1024 * 1024
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A valid request of exactly so many bytes: words first, then white space between its tokens. */
function bodyOf(format: (typeof formats)[number], bytes: number): Buffer {
  const head = `{"model":"${models[format]}","max_tokens":16,"messages":[{"role":"user","content":"`
  const words = 'So many words, é and 世界. '.repeat(10_000)
  const tail = '"}]}'
  const known = Buffer.byteLength(head + words + tail)
  return Buffer.from(`${head}${words}"${' '.repeat(bytes - known)}}]}`)
}

/** The same body as pieces of a stream, so that it is sent without a declared length. */
function streamOf(body: Buffer): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(body.subarray(at, at + 256 * 1024))
      at += 256 * 1024
      if (at >= body.length) controller.close()
    },
  })
}

const declared = (body: Buffer): RequestInit => ({ body: new Uint8Array(body) })
const inChunks = (body: Buffer) => ({ body: streamOf(body), duplex: 'half' }) as RequestInit

test.each([
  ['of 450 KiB, with a declared length', 'openai-chat', 450 * 1024, declared],
  ['of 10 MiB, in chunks', 'anthropic-messages', 10 * mebibyte, inChunks],
  ['of exactly 64 MiB, with a declared length', 'anthropic-messages', bodyLimitBytes, declared],
  ['of exactly 64 MiB, in chunks', 'openai-chat', bodyLimitBytes, inChunks],
] as const)('a body %s arrives byte for byte', async (_, format, bytes, init) => {
  const body = bodyOf(format, bytes)
  expect(body.length).toBe(bytes)
  const reply = await rig.post(paths[format], '', init(body))
  expect(reply.status, await reply.text()).toBe(200)
  expect(rig.lastCall().body.length).toBe(bytes)
  expect(hashOf(rig.lastCall().body)).toBe(hashOf(body))
  expect(await rig.rowOf(reply)).toMatchObject({ requestBytes: bytes, certainty: 'exact' })
})

test.each([
  ['with a declared length', 'openai-chat', declared],
  ['in chunks', 'anthropic-messages', inChunks],
] as const)('a body of one byte more, %s, is a 413 that the caller gets to read', async (_, format, init) => {
  const calls = rig.calls().length
  const reply = await rig.post(paths[format], '', init(bodyOf(format, bodyLimitBytes + 1)))
  expect(reply.status).toBe(413)
  expect(await reply.json()).toMatchObject({ error: { message: expect.stringContaining('67108864') } })
  expect(rig.calls()).toHaveLength(calls)
})

test('a large body is spliced where it must be', async () => {
  const text = (model: string) => bodyOf('openai-chat', mebibyte).toString().replace('gpt-4o-mini', model)
  const reply = await rig.post('/v1/chat/completions', text('open/gpt-4o-mini'))
  expect(reply.status, await reply.text()).toBe(200)
  expect(hashOf(rig.lastCall().body)).toBe(hashOf(Buffer.from(text('gpt-4o-mini'))))
})

test('a provider that refuses before it has read everything is heard', async () => {
  rig.upstream.script({ answer: 'openai-error-401', readBody: false })
  const reply = await rig.post('/v1/chat/completions', bodyOf('openai-chat', 4 * mebibyte))
  expect([reply.status, await reply.json()]).toMatchObject([401, { error: { code: 'invalid_api_key' } }])
  expect(await rig.rowOf(reply)).toMatchObject({ upstreamStatus: 401, costNanoUsd: '0' })
})

describe('a caller that is refused while it still sends', () => {
  test.each([
    ['without a valid token', { authorization: 'Bearer gth_wrong' }, 401],
    ['with another media type', { 'content-type': 'text/plain' }, 415],
    ['from a web page', { origin: 'https://evil.example' }, 403],
  ])('%s gets to read why', async (_, headers, status) => {
    const body = bodyOf('openai-chat', 4 * mebibyte)
    const reply = await rig.post('/v1/chat/completions', '', { body: new Uint8Array(body), headers })
    expect(reply.status).toBe(status)
    expect(await reply.json()).toMatchObject({ error: { message: expect.any(String) } })
  })

  test('reads the refusal even if it sends everything first', async () => {
    const body = bodyOf('openai-chat', 4 * mebibyte)
    const caller = await openRawConnection(rig.gateway.gatewayUrl)
    caller.send(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: ${rig.host}\r\ncontent-type: application/json\r\n`,
    )
    caller.send(`x-api-key: wrong\r\ncontent-length: ${body.length}\r\n\r\n`)
    caller.send(body)
    expect((await caller.readUntil('token_unknown')).toString()).toMatch(/^HTTP\/1\.1 401 /)
    caller.hangUp()
  })

  test.each([
    ['with a declared length', `content-length: ${2 * mebibyte}`, Buffer.alloc(2 * mebibyte, 32)],
    [
      'in chunks',
      'transfer-encoding: chunked',
      Buffer.from(`${`1000\r\n${' '.repeat(4096)}\r\n`.repeat(500)}0\r\n\r\n`),
    ],
  ])('may send the rest %s, and is then hung up on without a reset', async (_, framing, rest) => {
    const socket = connect(Number(new URL(rig.gateway.gatewayUrl).port), '127.0.0.1')
    const errors: Error[] = []
    socket.on('error', error => errors.push(error))
    socket.write(`POST /v1/messages HTTP/1.1\r\nhost: ${rig.host}\r\ncontent-type: application/json\r\n`)
    socket.write(`x-api-key: wrong\r\n${framing}\r\n\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 401 .*connection: close.*token is not known.*\}$/is)
    for (let at = 0; at < rest.length; at += 65_536) {
      await new Promise(resolve => socket.write(rest.subarray(at, at + 65_536), resolve))
    }
    if (!socket.readableEnded) await once(socket, 'end')
    expect(errors).toEqual([])
    socket.destroy()
  })

  test('and neither goes on nor hangs up is hung up on', async () => {
    const socket = connect(Number(new URL(rig.gateway.gatewayUrl).port), '127.0.0.1')
    socket.write(`POST /v1/messages HTTP/1.1\r\nhost: ${rig.host}\r\ncontent-type: application/json\r\n`)
    socket.write('x-api-key: wrong\r\ncontent-length: 1000\r\n\r\n{')
    socket.resume()
    await once(socket, 'close')
    expect(socket.bytesRead).toBeGreaterThan(100)
  })

  test('and does not stop is cut off in the end', async () => {
    const socket = connect(Number(new URL(rig.gateway.gatewayUrl).port), '127.0.0.1').on('error', () => {})
    socket.write(`POST /v1/messages HTTP/1.1\r\nhost: ${rig.host}\r\ncontent-type: application/json\r\n`)
    socket.write(`x-api-key: wrong\r\ntransfer-encoding: chunked\r\n\r\n`)
    const chunk = Buffer.from(`100000\r\n${' '.repeat(mebibyte)}\r\n`)
    let sentBytes = 0
    while (!socket.destroyed && sentBytes < 4 * bodyLimitBytes) {
      await new Promise(resolve => socket.write(chunk, resolve))
      sentBytes += chunk.length
    }
    expect(sentBytes).toBeLessThan(4 * bodyLimitBytes)
  })
})
