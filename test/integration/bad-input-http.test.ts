import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type BadInputRig, expectRefusal, formats, openBadInputRig, paths } from '../support/bad-input-rig.ts'
import { sendRaw } from '../support/raw-http.ts'

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

describe.for(formats)('a caller of %s is told in its own format', format => {
  const target = paths[format]
  const body = () => rig.validBody(format)

  test.for([
    ['no token', [json], 401],
    ['an unknown token', [json, 'authorization: Bearer gth_unknown'], 401],
    ['a token of another scheme', [json, 'authorization: Basic Z3RoOmd0aA=='], 401],
    ['an empty token', [json, 'x-api-key:'], 401],
    ['an unknown token of 10,000 characters', [json, `x-api-key: gth_${'a'.repeat(10_000)}`], 401],
    ['an injection for a token', [json, "x-api-key: gth_' OR 1=1 --"], 401],
  ] as const)('%s', async ([, headers, status]) => {
    expectRefusal(await ask(rig.request({ target, headers, body: body() })), format, status)
  })

  test.for([
    ['no content type', []],
    ['plain text', ['content-type: text/plain']],
    ['a form', ['content-type: application/x-www-form-urlencoded']],
    ['multipart', ['content-type: multipart/form-data; boundary=x']],
    ['JSON of another kind', ['content-type: application/json-patch+json']],
    ['JSON in second place', ['content-type: text/plain, application/json']],
    ['an empty content type', ['content-type:']],
    ['a content type that is none', ['content-type: ;;;,']],
    ['gzip', [json, 'content-encoding: gzip']],
    ['an unknown encoding', [json, 'content-encoding: rot13']],
    ['two encodings', [json, 'content-encoding: identity', 'content-encoding: gzip']],
  ])('%s', async ([, headers]) => {
    const bytes = rig.request({ target, headers: [bearer(), ...(headers as string[])], body: body() })
    expect(expectRefusal(await ask(bytes), format, 415)).toMatch(/application\/json/)
  })

  test.for(['content-type: application/json; charset=utf-8', 'Content-Type: APPLICATION/JSON'])(
    'but not %s, which is fine',
    async type => {
      const answer = await ask(rig.request({ target, headers: [bearer(), type], body: body() }))
      expect(answer?.status).toBe(200)
    },
  )

  test('a body that says that it is too large, before any of it is read', async () => {
    const headers = [bearer(), json, `content-length: ${64 * 1024 * 1024 + 1}`]
    expect(expectRefusal(await ask(rig.request({ target, headers })), format, 413)).toMatch(/67108864 bytes/)
  })

  test('a body that says so with more digits than a number has', async () => {
    const headers = [bearer(), json, `content-length: 1${'0'.repeat(18)}`]
    expectRefusal(await ask(rig.request({ target, headers })), format, 413)
  })

  test('a chunked body that becomes too large, without reading it to its end', async () => {
    const head = rig.request({ target, headers: [bearer(), json, 'transfer-encoding: chunked'] })
    const chunk = Buffer.concat([
      Buffer.from('100000\r\n'),
      Buffer.alloc(0x100000, 0x20),
      Buffer.from('\r\n'),
    ])
    const { answers } = await sendRaw(rig.gateway.gatewayUrl, [head, ...Array(66).fill(chunk)])
    expectRefusal(answers[0], format, 413)
  })

  test('two credentials of one kind', async () => {
    for (const header of [bearer(), `x-api-key: ${rig.gateway.token}`]) {
      const bytes = rig.request({ target, headers: [json, header, header], body: body() })
      expect(expectRefusal(await ask(bytes), format, 400)).toMatch(/more than one credential/)
    }
  })

  test.for(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'LOCK'])(
    '%s, which the route does not take',
    async method => {
      expect(expectRefusal(await ask(rig.request({ method, target })), format, 405)).toMatch(method)
      const withBody = rig.request({ method, target, body: body() })
      expectRefusal(await ask(withBody), format, 405)
      const odd = rig.request({ method, target, headers: [bearer(), 'content-type: ;;'], body: body() })
      expectRefusal(await ask(odd), format, 405)
    },
  )

  test('HEAD, which the route does not take, without a body', async () => {
    const answer = await ask(rig.request({ method: 'HEAD', target }))
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST', 'content-length': '0' } })
  })

  test.for(['/x', '/../..', '/%2e', '1', '/batches'])('the unknown route %s below it', async end => {
    expectRefusal(await ask(rig.request({ target: target + end, body: body() })), format, 404)
  })

  test('a target that cannot be decoded', async () => {
    expectRefusal(await ask(rig.request({ target: `${target}/%zz`, body: body() })), format, 404)
    expectRefusal(await ask(rig.request({ target: `${target}/%`, body: body() })), format, 404)
  })
})

test.for([
  '/',
  '/v1',
  '/v1/',
  '/v1/models/gpt-4o',
  '/healthz/',
  '/v1/moderations',
  '/.env',
  '/%00',
  '/api/readStatus',
  '*',
])('the unknown route %s is 404 or 405', async target => {
  const answer = await ask(rig.request({ method: 'POST', target, body: '{}' }))
  const known = ['/', '/healthz/', '/v1/models/gpt-4o']
  expectRefusal(answer, 'openai-chat', known.includes(target) ? 405 : 404)
})

test('a route of 10,000 characters is named only in part', async () => {
  const answer = await ask(rig.request({ method: 'GET', target: `/${'x'.repeat(10_000)}` }))
  const message = expectRefusal(answer, 'openai-chat', 404)
  expect(message).toContain(`/${'x'.repeat(127)}. Nearest: `)
  expect(message.length).toBeLessThan(1200)
})

test('the model list wants a token, in either format', async () => {
  const headers = ['anthropic-version: 2023-06-01']
  expectRefusal(
    await ask(rig.request({ method: 'GET', target: '/v1/models', headers: [] })),
    'openai-chat',
    401,
  )
  expectRefusal(
    await ask(rig.request({ method: 'GET', target: '/v1/models', headers })),
    'anthropic-messages',
    401,
  )
})
