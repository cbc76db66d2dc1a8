import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFixture } from '../support/fake-upstream.ts'
import {
  chatBody,
  formats,
  type GatewayRig,
  openGatewayRig,
  paths,
  providerKeys,
  type RigFormat,
} from '../support/gateway-rig.ts'

const compress = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync, zstd: zstdCompressSync }

let rig: GatewayRig
beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

async function ask(format: RigFormat) {
  const answer = await rig.post(paths[format], chatBody(format))
  const headers: Record<string, string> = Object.fromEntries(answer.headers)
  return { status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) }
}

describe.each(formats)('%s', format => {
  test.each([
    ['gzip, br', ['gzip', 'br']],
    ['br, identity, , X-GZIP ,', ['br', 'gzip']],
    [
      ['deflate', 'zstd, gzip'],
      ['deflate', 'zstd', 'gzip'],
    ],
    ['identity', []],
  ] as const)(
    'an answer that was encoded more than once (%s) is decoded in order',
    async (named, applied) => {
      const { headers, body } = readFixture(format === 'openai-chat' ? 'chat-completion' : 'message')
      const encoded = applied.reduce((bytes: Buffer, name) => compress[name](bytes), Buffer.from(body))
      rig.upstream.script({
        answer: { ...(headers ? { headers } : {}), body: encoded },
        headers: { 'content-encoding': named },
      })
      const answer = await ask(format)
      expect(answer.body.toString()).toBe(body.toString())
      expect(answer.headers).not.toHaveProperty('content-encoding')
      const row = await rig.gateway.row(answer.headers['x-gatehouse-request-id'] ?? '')
      expect(row).toMatchObject({ outcome: 'completed', certainty: 'exact' })
    },
  )

  test.each([
    ['is not known here', 'compress'],
    ['is not known under one that is', 'compress, gzip'],
    ['comes four times', 'gzip, gzip, gzip, gzip'],
  ])('an encoding that %s is not passed on', async (_, encoding) => {
    const key = providerKeys[format]
    rig.upstream.script({
      answer: { headers: { 'content-type': 'application/json', 'content-encoding': encoding }, body: key },
    })
    const { status, headers, body } = await ask(format)
    expect(status).toBe(502)
    expect(headers).not.toHaveProperty('content-encoding')
    expect(body.toString()).toContain('compressed in a way that cannot be read here')
    expect(body.toString()).not.toContain(key)
    const row = await rig.gateway.row(headers['x-gatehouse-request-id'] ?? '')
    expect(row).toMatchObject({ errorCode: 'upstream_encoding_unknown', certainty: 'estimated' })
  })

  test('an encoding that is not what it says is not passed on', async () => {
    const key = providerKeys[format]
    rig.upstream.script({
      answer: { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: key },
    })
    const { status, body } = await ask(format)
    expect([status, body.toString().includes(key)]).toEqual([502, false])
  })
})
