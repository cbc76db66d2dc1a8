// Request bodies that are slow, or more than the gateway takes at once.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openRawConnection, type RawConnection } from '../support/chat-clients.ts'
import { gate, head, send, wait } from '../support/fake-upstream.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

const mebibyte = 1024 * 1024
vi.setConfig({ testTimeout: 120_000 }) // the bodies are large, and the machine may be busy
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function openRig(overrides: object): Promise<GatewayRig> {
  const rig = await openGatewayRig({ overrides })
  open.push({ close: () => rig[Symbol.asyncDispose]() })
  return rig
}

interface Started {
  readonly format?: (typeof formats)[number]
  readonly token?: string
  /** Declared; undefined: in chunks. */
  readonly bytes?: number
}

/** An upload that has begun, and sends nothing more by itself. */
async function startUpload(rig: GatewayRig, { format = 'openai-chat', token, bytes }: Started) {
  const connection = await openRawConnection(rig.gateway.gatewayUrl)
  open.unshift({ close: () => connection.hangUp() })
  const length = bytes === undefined ? 'transfer-encoding: chunked' : `content-length: ${bytes}`
  const lines = [
    `POST ${paths[format]} HTTP/1.1`,
    `host: ${rig.host}`,
    `authorization: Bearer ${token ?? rig.gateway.token}`,
    'content-type: application/json',
    length,
  ]
  connection.send(`${lines.join('\r\n')}\r\n\r\n`)
  return connection
}

const statusOf = async (upload: RawConnection) =>
  Number(/^HTTP\/1\.1 (\d+)/.exec((await upload.readUntil('\r\n\r\n')).toString())?.[1])

const otherToken = async ({ gateway }: GatewayRig) =>
  (await gateway.admin.createClient({ name: 'somebody else' })).token

describe.each(formats)('%s: an upload', format => {
  test.each([
    ['that never ends', 1000],
    ['that never ends, in chunks,', undefined],
  ])('%s is given up with 408 in its own format, and its connection closed', async (_, bytes) => {
    const rig = await openRig({ uploadWindowMs: 100, uploadMinBytesPerSecond: 100 })
    const upload = await startUpload(rig, { format, ...(bytes === undefined ? {} : { bytes }) })
    upload.send(bytes === undefined ? '5\r\n{"a":\r\n' : '{"a":')
    const answer = (await upload.readAll()).toString()
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
    expect(answer).toContain('\r\nconnection: close\r\n')
    const body = JSON.parse(
      answer.slice(answer.indexOf('\r\n\r\n') + 4).replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, ''),
    )
    const error = { message: 'The request did not arrive in time.' }
    expect(body).toMatchObject(format === 'openai-chat' ? { error } : { type: 'error', error })
    expect(await rig.newestRow(1)).toMatchObject({ errorCode: 'http_timeout', outcome: 'rejected' })
  })
})

describe('where one client has as many bytes in flight as it may', () => {
  const overrides = { inFlightMaxBytes: 96 * mebibyte, inFlightWaitMs: 300, uploadWindowMs: 600_000 }

  test('its next upload is not read, and refused with retry-after when its wait is over', async () => {
    const rig = await openRig(overrides)
    await startUpload(rig, { bytes: 60 * mebibyte })
    const second = await startUpload(rig, { bytes: 60 * mebibyte })
    second.send(Buffer.alloc(40 * mebibyte, ' '))
    const answer = (await second.readUntil('\r\n\r\n')).toString()
    expect(answer).toMatch(/^HTTP\/1\.1 503 /)
    expect(answer).toMatch(/\r\nretry-after: \d+\r\n/)
    expect(await rig.newestRow(1)).toMatchObject({ errorCode: 'overloaded', outcome: 'rejected' })
    expect(rig.calls()).toEqual([])
  })

  test('somebody else’s request is answered meanwhile', async () => {
    const rig = await openRig({ ...overrides, inFlightWaitMs: 600_000 })
    const authorization = `Bearer ${await otherToken(rig)}`
    for (let each = 0; each < 8; each++) await startUpload(rig, { bytes: 60 * mebibyte })
    const body = chatBody('openai-chat', { messages: [{ role: 'user', content: 'words '.repeat(100_000) }] })
    const answer = await rig.post(paths['openai-chat'], body, { headers: { authorization } })
    expect(answer.status).toBe(200)
  })

  test('its next upload goes on where the one before ends or leaves', async () => {
    const rig = await openRig({ ...overrides, inFlightWaitMs: 600_000 })
    const first = await startUpload(rig, { bytes: 60 * mebibyte })
    const body = JSON.stringify(chatBody('openai-chat')).padEnd(40 * mebibyte, ' ')
    const second = rig.post(paths['openai-chat'], body)
    first.hangUp()
    expect((await second).status).toBe(200)
  })

  test('an upload in chunks counts as the longest that it can be, and as it is once it is there', async () => {
    const rig = await openRig(overrides)
    const chunked = await startUpload(rig, {})
    chunked.send(`${mebibyte.toString(16)}\r\n${' '.repeat(mebibyte)}\r\n`)
    await expect.poll(async () => (await rig.gateway.admin.readStatus({})).requestsInFlight).toBe(1)
    const refused = await startUpload(rig, { bytes: 60 * mebibyte })
    expect(await statusOf(refused)).toBe(503)
    const body = JSON.stringify(chatBody('openai-chat'))
    chunked.send(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)
    expect(await statusOf(chunked)).toBe(200)
  })

  test('an upload that was given up holds nothing, though the rest of it comes', async () => {
    const rig = await openRig({ ...overrides, uploadWindowMs: 100, uploadMinBytesPerSecond: 100 })
    const given = await startUpload(rig, { bytes: 60 * mebibyte })
    given.send(Buffer.alloc(mebibyte, ' '))
    expect(await statusOf(given)).toBe(408)
    given.send(Buffer.alloc(59 * mebibyte, ' '))
    await given.readAll()
    const body = JSON.stringify(chatBody('openai-chat')).padEnd(40 * mebibyte, ' ')
    expect((await rig.post(paths['openai-chat'], body)).status).toBe(200)
  })

  test('a whole answer that does not fit waits too, and is refused and settled', async () => {
    const rig = await openRig(overrides)
    const authorization = `Bearer ${await otherToken(rig)}`
    await startUpload(rig, { bytes: 60 * mebibyte })
    const content = { body: JSON.stringify({ usage: 1 }).padEnd(30 * mebibyte, ' ') }
    rig.upstream.script({ answer: { headers: { 'content-type': 'application/json' }, ...content } })
    const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat'), {
      headers: { authorization },
    })
    expect(answer.status).toBe(503)
    expect(await rig.rowOf(answer)).toMatchObject({ errorCode: 'overloaded', certainty: 'estimated' })
  })
})

test('a request whose answer streams for long holds its body no longer than it takes to send it', async () => {
  const rig = await openRig({
    inFlightMaxBytes: 96 * mebibyte,
    inFlightWaitMs: 600_000,
    uploadWindowMs: 600_000,
  })
  const door = gate()
  rig.upstream.script({ steps: [head(), wait(door), send()] }, {})
  const body = JSON.stringify(chatBody('openai-chat', { stream: true })).padEnd(60 * mebibyte, ' ')
  const streaming = await rig.post(paths['openai-chat'], body)
  await door.reached
  const second = await rig.post(paths['openai-chat'], body)
  expect(second.status).toBe(200)
  door.open()
  expect((await streaming.text()).endsWith('data: [DONE]\n\n')).toBe(true)
})
