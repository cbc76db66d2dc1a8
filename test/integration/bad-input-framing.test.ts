import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  type BadInputRig,
  expectParseRefusal,
  expectRefusal,
  openBadInputRig,
  paths,
} from '../support/bad-input-rig.ts'
import { openRawConnection } from '../support/chat-clients.ts'
import { gate, send, wait } from '../support/fake-upstream.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

let rig: BadInputRig

beforeAll(async () => {
  rig = await openBadInputRig()
})
afterEach(() => rig.expectWell())
afterAll(() => rig.close())

const json = 'content-type: application/json'
const bearer = () => `authorization: Bearer ${rig.gateway.token}`

async function ask(bytes: Uint8Array | string) {
  const { answers } = await sendRaw(rig.gateway.gatewayUrl, bytes)
  return answers[0]
}

describe('what is no HTTP is told in plain JSON, and the connection closed:', () => {
  const start = () => `POST ${paths['openai-chat']} HTTP/1.1\r\nhost: ${rig.host}\r\n`
  const cases: readonly (readonly [name: string, bytes: () => string])[] = [
    ['garbage', () => 'hello\r\n\r\n'],
    ['a TLS handshake', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['an unknown method', () => `FETCH / HTTP/1.1\r\nhost: ${rig.host}\r\n\r\n`],
    ['an unknown version', () => `GET / HTTP/3.0\r\nhost: ${rig.host}\r\n\r\n`],
    [
      'both a content-length and a transfer-encoding',
      () => `${start()}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'the same, the other way round',
      () => `${start()}transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n0\r\n\r\n`,
    ],
    ['two different content-lengths', () => `${start()}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`],
    ['the same content-length twice', () => `${start()}content-length: 2\r\ncontent-length: 2\r\n\r\n{}`],
    ['a content-length that is no number', () => `${start()}content-length: two\r\n\r\n{}`],
    ['a content-length below zero', () => `${start()}content-length: -2\r\n\r\n{}`],
    ['a content-length beyond 64 bits', () => `${start()}content-length: 99999999999999999999\r\n\r\n{}`],
    [
      'an unknown transfer-encoding',
      () => `${start()}${bearer()}\r\n${json}\r\ntransfer-encoding: gzip\r\n\r\n{}`,
    ],
    [
      'chunked not in the last place',
      () => `${start()}${bearer()}\r\n${json}\r\ntransfer-encoding: chunked, gzip\r\n\r\n{}`,
    ],
    ['a header without a colon', () => `${start()}nonsense\r\n\r\n`],
    ['a space before a colon', () => `${start()}content-length : 2\r\n\r\n{}`],
    ['a folded header', () => `${start()}x-folded: a\r\n b\r\n\r\n`],
    ['a zero byte in a header', () => `${start()}x-zero: a\0b\r\n\r\n`],
    ['a bare line feed in a header', () => `${start()}x-bare: a\nb\r\n\r\n`],
    ['a space in the target', () => `GET /a b HTTP/1.1\r\nhost: ${rig.host}\r\n\r\n`],
    ['an HTTP/2 preface', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ]

  test.for(cases)('%s', async ([, bytes]) => {
    expectParseRefusal(await ask(bytes()), 400, 'http_malformed')
  })

  test('headers of more than 16 KiB', async () => {
    expectParseRefusal(
      await ask(`${start()}x-long: ${'a'.repeat(20_000)}\r\n\r\n`),
      431,
      'http_headers_too_large',
    )
    const many = Array.from({ length: 4000 }, (_, index) => `x-${index}: ${index}`).join('\r\n')
    expectParseRefusal(await ask(`${start()}${many}\r\n\r\n`), 431, 'http_headers_too_large')
  })

  test.for([
    ['a chunk size that is no number', 'zz\r\n{}\r\n0\r\n\r\n'],
    ['a chunk that is longer than it says', '2\r\n{}}}}}\r\n0\r\n\r\n'],
    ['a chunk size below zero', '-2\r\n{}\r\n0\r\n\r\n'],
    ['a chunk size beyond 64 bits', 'fffffffffffffffff\r\n{}\r\n0\r\n\r\n'],
  ] as const)('%s', async ([, chunks]) => {
    const head = rig.request({
      target: paths['openai-chat'],
      headers: [bearer(), json, 'transfer-encoding: chunked'],
    })
    expectParseRefusal(await ask(Buffer.concat([head, Buffer.from(chunks)])), 400, 'http_malformed')
  })
})

test('HTTP/1.1 without a Host, HTTP/1.0 and HTTP/0.9 without one, are refused', async () => {
  const body = rig.validBody('openai-chat')
  for (const version of ['1.0', '1.1']) {
    const head = `POST ${paths['openai-chat']} HTTP/${version}\r\n${bearer()}\r\n${json}\r\ncontent-length: ${body.length}\r\n\r\n`
    expectRefusal(await ask(head + body), 'openai-chat', 403)
  }
  expectRefusal(await ask('GET /\r\n\r\n'), 'openai-chat', 403)
})

test('a request behind a refused one is not taken from its unread body', async () => {
  const callsBefore = rig.calls()
  const smuggled = rig.request({ target: paths['openai-chat'], body: rig.validBody('openai-chat') })
  const first = rig.request({
    target: paths['openai-chat'],
    headers: ['content-type: text/plain', bearer()],
    body: smuggled,
  })
  const { answers, closed } = await sendRaw(rig.gateway.gatewayUrl, first, { answers: 2 })
  expect(answers.map(({ status }) => status)).toEqual([415])
  expect(closed).toBe(true)
  expect(rig.calls()).toBe(callsBefore)
})

test('a request pipelined behind a refused one without a body is answered', async () => {
  const refused = rawRequest({ method: 'GET', target: '/nothing', host: rig.host })
  const next = rig.request({ target: paths['openai-chat'], body: rig.validBody('openai-chat') })
  const { answers } = await sendRaw(rig.gateway.gatewayUrl, [refused, next], { answers: 2 })
  expect(answers.map(({ status }) => status)).toEqual([404, 200])
})

test('requests pipelined behind each other are answered in order', async () => {
  const one = rig.request({ target: paths['openai-chat'], body: rig.validBody('openai-chat') })
  const two = rig.request({ target: paths['anthropic-messages'], body: rig.validBody('anthropic-messages') })
  const { answers } = await sendRaw(rig.gateway.gatewayUrl, Buffer.concat([one, two, one]), { answers: 3 })
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(answers.map(({ body }) => JSON.parse(body.toString()).id)).toEqual([
    'chatcmpl-fake',
    'msg_fake',
    'chatcmpl-fake',
  ])
})

test('a body that ends early is a caller that left, and costs nothing', async () => {
  const bytes = rig.request({ target: paths['openai-chat'], body: rig.validBody('openai-chat') })
  const callsBefore = rig.calls()
  await sendRaw(rig.gateway.gatewayUrl, bytes.subarray(0, -5), { giveUpMs: 50 })
  const { answers } = await sendRaw(rig.gateway.gatewayUrl, bytes.subarray(0, -5), { halfClose: true })
  expectParseRefusal(answers[0], 400, 'http_malformed')
  await expect
    .poll(async () =>
      (await rig.gateway.admin.listRequests({ offset: 0, limit: 50 })).rows.map(row => row.outcome),
    )
    .toContain('client-gone')
  expect(rig.calls()).toBe(callsBefore)
})

test('garbage behind a request whose answer streams cuts that answer and is not answered within it', async () => {
  const started = gate()
  rig.upstream.script({ answer: 'chat-stream', steps: [send(1200), wait(started), send()] })
  const body = JSON.stringify({ ...JSON.parse(rig.validBody('openai-chat')), stream: true })
  const connection = await openRawConnection(rig.gateway.gatewayUrl)
  connection.send(rig.request({ target: paths['openai-chat'], body }))
  await connection.readUntil('data: ')
  connection.send('garbage\r\n\r\n')
  const received = (await connection.readAll()).toString('latin1')
  rig.upstream.script()
  expect(received).toMatch(/^HTTP\/1\.1 200 OK/)
  expect(received.match(/HTTP\/1\.1/g)).toHaveLength(1)
  expect(received).not.toMatch(/\r\n0\r\n\r\n$/)
})
