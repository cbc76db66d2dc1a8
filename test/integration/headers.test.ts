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
  streams,
} from '../support/gateway-rig.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const crossing = {
  'content-type': 'application/json; charset=utf-8; x="Y"',
  accept: 'application/json, text/event-stream;q=0.5',
  'user-agent': 'Some Tool/1.0 (linux; caf\xe9)',
  'anthropic-version': '2023-06-01',
  'anthropic-beta': 'one-2025-01-01,two-2025-02-02',
  'anthropic-dangerous-direct-browser-access': 'true',
  'openai-organization': 'org-1',
  'openai-project': 'proj_1',
  'x-stainless-lang': 'js',
  'x-stainless-retry-count': '0',
  'http-referer': 'https://tool.example',
  'x-title': 'Some Tool',
  'x-openrouter-title': 'Some Tool',
  'x-openrouter-categories': 'cli-agent',
  'x-app': 'cli',
  originator: 'some_tool',
  'x-client-request-id': 'c-1',
  'idempotency-key': 'i-1',
}

const staying = {
  cookie: 'session=1',
  'proxy-authorization': 'Basic eDp5',
  'x-forwarded-for': '10.0.0.1',
  'x-forwarded-host': 'example.com',
  'x-real-ip': '10.0.0.1',
  forwarded: 'for=10.0.0.1',
  via: '1.1 proxy',
  'x-claude-code-session-id': 'abc',
  'x-sandbox-tokens-per-second': '5',
  'x-gatehouse-route': 'somewhere/else',
  'x-goog-api-key': 'k',
  'accept-encoding': 'gzip, br',
  'accept-language': 'de',
  'x-title-of': 'another header',
  te: 'trailers',
  connection: 'x-stainless-lang, keep-alive',
  referer: 'http://127.0.0.1/',
  'x-unknown': '1',
  anthropic: 'no dash',
}

const lines = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`)

async function ask(format: (typeof formats)[number], headers: readonly string[], body: object = {}) {
  const bytes = rawRequest({
    target: paths[format],
    host: rig.host,
    headers: [...headers, `x-api-key: ${rig.gateway.token}`],
    body: JSON.stringify(chatBody(format, body)),
  })
  const { answers } = await sendRaw(rig.gateway.gatewayUrl, bytes)
  const [answer] = answers
  if (!answer) throw new Error('No answer')
  return answer
}

describe.each(formats)('%s', format => {
  const plain = ['content-type: application/json']

  test('upstream gets the listed headers unchanged, its credential, and nothing else', async () => {
    rig.upstream.script()
    const answer = await ask(format, [
      ...lines(crossing),
      ...lines(staying),
      'authorization: Bearer placeholder',
    ])
    expect(answer.status).toBe(200)
    const { headers, body } = rig.lastCall()
    const credential =
      format === 'openai-chat'
        ? { authorization: `Bearer ${providerKeys[format]}` }
        : { 'x-api-key': providerKeys[format] }
    expect(headers).toEqual({
      ...crossing,
      ...credential,
      'accept-encoding': 'identity',
      host: new URL(rig.upstream.baseUrl).host,
      connection: 'keep-alive',
      'content-length': String(body.length),
    })
  })

  test('the caller’s token goes nowhere, under whatever name it was sent', async () => {
    const token = rig.gateway.token
    await ask(format, [
      ...plain,
      `x-title: ${token}`,
      `openai-api-key: ${token}`,
      `anthropic-auth-token: Bearer ${token}`,
      'x-app: cli',
    ])
    const { headers } = rig.lastCall()
    expect(headers).toMatchObject({ 'x-app': 'cli' })
    expect(JSON.stringify(headers)).not.toContain(token)
  })

  test('upstream is told nothing that the caller left out', async () => {
    await ask(format, plain)
    expect(Object.keys(rig.lastCall().headers)).not.toContain('user-agent')
    expect(Object.keys(rig.lastCall().headers)).not.toContain('accept')
  })

  test.each([false, true])(
    'callers get those of the provider’s headers that clients read, and no others (stream: %s)',
    async stream => {
      const kept = {
        'request-id': 'req_upstream',
        'x-request-id': 'req_upstream',
        'openai-processing-ms': '12',
        'openai-organization': 'caf\xe9',
        'openai-version': '2020-10-01',
        'anthropic-organization-id': 'org',
        'anthropic-ratelimit-requests-remaining': '9',
        'anthropic-ratelimit-unified-reset': '1764250000',
        'x-ratelimit-limit-requests': '10',
        'ratelimit-policy': '10;w=60',
        'retry-after': '3',
        'retry-after-ms': '3000',
        'x-should-retry': 'true',
        'x-envoy-upstream-service-time': '12',
        'content-language': 'de',
        'cf-ray': 'abc-DEF',
        date: 'Thu, 01 Oct 2026 00:00:00 GMT',
      }
      const dropped = {
        'set-cookie': ['a=1', 'b=2'],
        connection: 'close, X-Hop, x-other-hop',
        'x-hop': '1',
        'x-other-hop': '2',
        'keep-alive': 'timeout=5',
        'proxy-authenticate': 'Basic',
        'proxy-connection': 'close',
        te: 'trailers',
        ...(stream ? { trailer: 'x-late' } : {}),
        upgrade: 'h2c',
        'alt-svc': 'h3=":443"',
        'strict-transport-security': 'max-age=1',
        'clear-site-data': '"*"',
        'www-authenticate': 'Bearer realm="provider"',
        'access-control-allow-origin': '*',
        'x-gatehouse-cost-usd': '1000',
        'x-gatehouse-route': 'elsewhere',
        refresh: '0; url=https://elsewhere.example/',
        location: 'https://elsewhere.example/',
        'content-location': 'https://elsewhere.example/',
        link: '<https://elsewhere.example/>; rel=preload',
        'service-worker-allowed': '/',
        'content-security-policy': 'default-src *',
        'x-accel-redirect': '/private',
        'x-powered-by': 'something',
        'x-note': 'anything that nobody reads',
        sourcemap: '/x.map',
        server: 'cloudflare',
        vary: 'origin',
        etag: '"1"',
        'openai-echo': `the key is ${providerKeys[format]}`,
        'anthropic-echo': Buffer.from(`x${providerKeys[format]}`).toString('base64'),
        'x-ratelimit-echo': encodeURIComponent(`"${providerKeys[format]}"`),
      }
      rig.upstream.script({ headers: { ...kept, ...dropped } })
      const { headers, status } = await ask(format, plain, { stream })
      expect(status).toBe(200)
      const route = format === 'openai-chat' ? 'open/gpt-4o-mini' : 'anth/claude-haiku-4-5-20251001'
      const id = expect.stringMatching(/^req_/)
      const own = { 'x-gatehouse-request-id': id, 'x-gatehouse-route': route, 'x-gatehouse-cache': 'off' }
      const framing = stream
        ? {
            'content-type': 'text/event-stream; charset=utf-8',
            'cache-control': 'no-cache',
            'transfer-encoding': 'chunked',
          }
        : {
            'content-type': 'application/json',
            'content-length': expect.stringMatching(/^\d+$/),
            'x-gatehouse-cost-usd': expect.stringMatching(/^0\.0\d+$/),
          }
      expect(withoutNodes(headers)).toEqual({ ...kept, ...own, ...framing })
    },
  )

  test.each(['gzip', 'br', 'deflate', 'zstd'] as const)(
    'an answer that comes as %s although it was not asked for is decoded',
    async encoding => {
      for (const name of [
        streams[format],
        format === 'openai-chat' ? 'chat-completion' : 'message',
      ] as const) {
        const { headers, body } = readFixture(name)
        rig.upstream.script({
          answer: { ...(headers ? { headers } : {}), body: compress[encoding](body) },
          headers: { 'content-encoding': encoding },
        })
        const stream = name === streams[format]
        const answer = await ask(format, plain, {
          stream,
          ...(stream && format === 'openai-chat' ? { stream_options: { include_usage: true } } : {}),
        })
        expect(answer.body.toString()).toBe(body.toString())
        expect(answer.headers).not.toHaveProperty('content-encoding')
        const row = await rig.gateway.row(answer.headers['x-gatehouse-request-id'] ?? '')
        expect(row).toMatchObject({ outcome: 'completed', certainty: 'exact' })
      }
    },
  )

  test.each([301, 302, 303, 307, 308])(
    'a redirect (%s) is not followed, costs nothing, and is no error to try again',
    async status => {
      const calls = rig.calls().length
      const headers = { location: `${rig.upstream.baseUrl}/v1/elsewhere` }
      rig.upstream.script({ answer: { status, headers, body: 'moved' } })
      const answer = await ask(format, plain)
      expect(answer.status).toBe(424)
      expect(answer.headers).toMatchObject({ 'x-should-retry': 'false' })
      expect(JSON.parse(answer.body.toString())).toMatchObject({
        error: { message: expect.stringContaining('redirect') },
      })
      expect(answer.headers).toMatchObject({ 'x-gatehouse-cost-usd': '0' })
      expect(answer.headers).not.toHaveProperty('location')
      expect(rig.calls()).toHaveLength(calls + 1)
      const row = await rig.gateway.row(answer.headers['x-gatehouse-request-id'] ?? '')
      expect(row).toMatchObject({ outcome: 'upstream-failed', certainty: 'none', costNanoUsd: '0' })
    },
  )
})

test('the route is told in characters that a header may hold', async () => {
  rig.upstream.script()
  const answer = await ask('openai-chat', ['content-type: application/json'], {
    model: 'open/lláma 🦙\r\nx: y',
  })
  expect(answer.status).toBe(200)
  expect(answer.headers['x-gatehouse-route']).toBe('open/ll%C3%A1ma%20%F0%9F%A6%99%0D%0Ax:%20y')
  expect(decodeURIComponent(answer.headers['x-gatehouse-route'] ?? '')).toBe('open/lláma 🦙\r\nx: y')
})

const compress = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync, zstd: zstdCompressSync }

/** Node writes these by itself, about the caller's own connection. */
function withoutNodes({ connection, 'keep-alive': keepAlive, ...rest }: Readonly<Record<string, string>>) {
  expect([connection, keepAlive]).toEqual(['keep-alive', 'timeout=72'])
  return rest
}
