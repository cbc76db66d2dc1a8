import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

describe('every answer names its request and its route:', () => {
  const own = () => [`authorization: Bearer ${rig.gateway.token}`, 'content-type: application/json']
  const request = (method: string, target: string, headers: readonly string[] = [], body?: string) =>
    rawRequest({ method, target, host: rig.host, headers, ...(body === undefined ? {} : { body }) })

  const cases: readonly (readonly [string, number, () => Buffer])[] = [
    ['the health check', 200, () => request('GET', '/healthz')],
    ['the models', 200, () => request('GET', '/v1/models', own())],
    ['an unknown path', 404, () => request('GET', '/v2/nothing')],
    ['a wrong method', 405, () => request('GET', '/v1/messages')],
    ['a foreign Host', 403, () => rawRequest({ method: 'GET', target: '/healthz', host: 'evil.example' })],
    [
      'a web page',
      403,
      () => request('POST', '/v1/messages', [...own(), 'origin: https://evil.example'], '{}'),
    ],
    ['no token', 401, () => request('POST', '/v1/messages', ['content-type: application/json'], '{}')],
    ['no token for the models', 401, () => request('GET', '/v1/models')],
    ['another media type', 415, () => request('POST', '/v1/messages', ['content-type: text/plain'], 'hi')],
    ['a body that is no JSON', 400, () => request('POST', '/v1/chat/completions', own(), '{')],
    ['bytes that are no HTTP', 400, () => Buffer.from('GET / HTTP/1.1\r\nbad header\r\n\r\n')],
    ['headers that are too large', 431, () => request('GET', '/', [`x-large: ${'x'.repeat(20_000)}`])],
    [
      'a declared size that is too large',
      413,
      () => request('POST', '/v1/messages', [...own(), 'content-length: 67108865']),
    ],
  ]

  test.each(cases)('%s', async (_, status, bytes) => {
    const { answers } = await sendRaw(rig.gateway.gatewayUrl, bytes())
    expect(answers).toMatchObject([{ status, headers: named }])
  })

  test('HEAD /', async () => {
    const reply = await fetch(rig.gateway.gatewayUrl, { method: 'HEAD' })
    expect([reply.status, await reply.text()]).toEqual([200, ''])
    expect(Object.fromEntries(reply.headers)).toMatchObject(named)
  })
})

const named = {
  'x-gatehouse-request-id': expect.stringMatching(/^req_[0-9a-z]+$/),
  'x-gatehouse-route': 'none',
  'x-gatehouse-cost-usd': '0',
}
