import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { formats, models, paths } from '../support/bad-input-rig.ts'
import { type FuzzRig, openFuzzRig } from '../support/fuzz-rig.ts'
import { rawRequest } from '../support/raw-http.ts'

let rig: FuzzRig

beforeAll(async () => {
  rig = await openFuzzRig()
})
afterAll(() => rig.close())

const format = fc.constantFrom(...formats)

/** Tokens of the grammar are likelier to get far than bytes are. */
const fragment = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc
    .constantFrom(
      ...[
        '\r\n',
        '\n',
        '\r\n\r\n',
        '\0',
        ':',
        ' ',
        '\t',
        ',',
        ';',
        '{',
        '}',
        '[',
        ']',
        '"',
        '\\u',
        '-',
        '1e999',
      ],
      ...[
        'content-length: 0\r\n',
        'transfer-encoding: chunked\r\n',
        'host: x\r\n',
        'expect: 100-continue\r\n',
      ],
      ...[
        'HTTP/1.1',
        'HTTP/1.0',
        'GET ',
        'HEAD ',
        '"stream":true,',
        '"model":',
        'null',
        '\u{1f600}',
        'origin: null\r\n',
      ],
    )
    .map(text => Buffer.from(text)),
)

const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.nat(6), put: fragment })

type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never

function mutate(bytes: Buffer, edits: readonly Edit[]): Buffer {
  return edits.reduce((current: Buffer, { at, drop, put }) => {
    const start = Math.floor(at * current.length)
    return Buffer.concat([current.subarray(0, start), put, current.subarray(start + drop)])
  }, bytes)
}

function headersOf(more: readonly string[] = []): readonly string[] {
  return [`authorization: Bearer ${rig.gateway.token}`, 'content-type: application/json', ...more]
}

test('random bytes', async () => {
  const bytes = fc.uint8Array({ maxLength: 3000 })
  await rig.expectSurvived(bytes, 60)
  await rig.expectSurvived(bytes, 60, rig.gateway.adminUrl)
})

test('proper requests with random edits', () => {
  const inputs = fc
    .record({ format, stream: fc.boolean(), edits: fc.array(edit, { minLength: 1, maxLength: 4 }) })
    .map(({ format, stream, edits }) => {
      const body = JSON.stringify({ ...JSON.parse(rig.validBody(format)), stream })
      return mutate(rig.request({ target: paths[format], body }), edits)
    })
  return rig.expectSurvived(inputs, 400)
})

test('proper requests with random headers', () => {
  const name = fc.oneof(
    fc.constantFrom(
      'host',
      'origin',
      'authorization',
      'x-api-key',
      'content-type',
      'content-encoding',
      'expect',
    ),
    fc.constantFrom(
      'content-length',
      'transfer-encoding',
      'connection',
      'sec-fetch-site',
      'anthropic-beta',
      'upgrade',
    ),
    fc.stringMatching(/^[!-9;-~]{1,20}$/),
  )
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.stringMatching(/^[ -~]{0,40}$/),
    fc.constantFrom(
      'chunked',
      '0',
      '-1',
      '99999999999',
      'identity',
      'gzip',
      'close',
      'null',
      'gth_x',
      'Bearer ',
    ),
  )
  const inputs = fc
    .record({ format, headers: fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 6 }) })
    .map(({ format, headers }) => {
      const lines = headersOf(headers.map(([key, text]) => `${key}: ${text}`))
      return rig.request({ target: paths[format], headers: lines, body: rig.validBody(format) })
    })
  return rig.expectSurvived(inputs, 200)
})

test('proper requests with random members', () => {
  const key = fc.constantFrom(
    'model',
    'messages',
    'stream',
    'max_tokens',
    'n',
    'tools',
    'stream_options',
    'system',
    'x',
  )
  const inputs = fc
    .record({
      format,
      members: fc.array(fc.tuple(key, fc.jsonValue({ maxDepth: 4 })), { maxLength: 4 }),
      well: fc.boolean(),
    })
    .map(({ format, members, well }) => {
      const start: (readonly [string, unknown])[] = well
        ? [
            ['model', models[format]],
            ['messages', [{ role: 'user', content: 'hi' }]],
          ]
        : []
      const text = [...start, ...members].map(
        ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
      )
      return rig.request({ target: paths[format], headers: headersOf(), body: `{${text.join(',')}}` })
    })
  return rig.expectSurvived(inputs, 400)
})

test('random targets and methods', () => {
  const method = fc.constantFrom(
    'GET',
    'HEAD',
    'POST',
    'OPTIONS',
    'PUT',
    'DELETE',
    'TRACE',
    'PATCH',
    'QUERY',
    'PRI',
  )
  const target = fc.oneof(
    fc.webPath().map(path => `/${path}`),
    fc.stringMatching(/^[!-~]{1,60}$/),
    fc.constantFrom(
      '*',
      '/%',
      '/%ff',
      '/api/createClient',
      '/api/__proto__',
      '/api/toString',
      '/v1/models?x=%',
      '//',
    ),
  )
  const inputs = fc.record({ method, target, body: fc.option(fc.json()) }).map(({ method, target, body }) =>
    rawRequest({
      method,
      target,
      host: rig.host,
      headers: headersOf(['connection: close']),
      ...(body !== null && { body }),
    }),
  )
  return rig.expectSurvived(inputs, 200)
})
