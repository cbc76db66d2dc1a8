import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { checkGate, explainParseError } from '../../../gateway/ingress/gate.ts'

const limitBytes = 64 * 1024 * 1024

/** As Node's parser hands it over. */
function request(headers: Readonly<Record<string, string>>, method = 'POST', url = '/'): IncomingMessage {
  const all = { host: '127.0.0.1:4283', ...headers }
  return { method, url, headers: all, rawHeaders: Object.entries(all).flat() } as unknown as IncomingMessage
}

const codeOf = (headers: Readonly<Record<string, string>>, method?: string, url?: string) =>
  checkGate(request(headers, method, url), 4283)?.code

test.for([
  ['application/json', undefined],
  ['application/json; charset=utf-8', undefined],
  ['Application/JSON ;charset="utf-8"', undefined],
  ['application/json5', 'media_type_unsupported'],
  ['application/ld+json', 'media_type_unsupported'],
  ['text/json', 'media_type_unsupported'],
  ['text/plain;application/json', 'media_type_unsupported'],
  ['', 'media_type_unsupported'],
] as const)('a POST of %j: %s', ([type, expected]) => {
  expect(codeOf({ 'content-type': type })).toBe(expected)
})

test('only a POST needs a content type, since nothing else carries a body here', () => {
  expect(codeOf({}, 'GET')).toBeUndefined()
  expect(codeOf({}, 'POST')).toBe('media_type_unsupported')
})

test.for([
  ['identity', undefined],
  ['IDENTITY', undefined],
  ['gzip', 'media_type_unsupported'],
  ['br', 'media_type_unsupported'],
  ['identity, gzip', 'media_type_unsupported'],
] as const)('a content-encoding of %s: %s', ([encoding, expected]) => {
  expect(codeOf({ 'content-type': 'application/json', 'content-encoding': encoding })).toBe(expected)
})

test.for([
  [0, undefined],
  [limitBytes, undefined],
  [limitBytes + 1, 'body_too_large'],
  [Number.MAX_SAFE_INTEGER, 'body_too_large'],
] as const)('a content-length of %d: %s', ([length, expected]) => {
  expect(codeOf({ 'content-type': 'application/json', 'content-length': String(length) })).toBe(expected)
})

test('the Host is looked at before anything else is told', () => {
  const wrong = { host: 'attacker.example', origin: 'null', 'content-type': 'text/plain' }
  expect(codeOf(wrong)).toBe('host_forbidden')
  expect(codeOf({ ...wrong, host: 'localhost:4283' })).toBe('origin_forbidden')
  expect(codeOf({ ...wrong, host: 'localhost:4283', origin: 'http://localhost:4283' })).toBe(
    'media_type_unsupported',
  )
})

test('a target that names a host is refused', () => {
  expect(codeOf({}, 'GET', 'http://127.0.0.1:4283/')).toBe('host_forbidden')
  expect(codeOf({}, 'GET', '')).toBe('host_forbidden')
  expect(codeOf({}, 'OPTIONS', '*')).toBeUndefined()
})

test.for([
  ['HPE_HEADER_OVERFLOW', 'http_headers_too_large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'http_timeout'],
  ['HPE_INVALID_METHOD', 'http_malformed'],
  [undefined, 'http_malformed'],
] as const)('the parser’s %s is %s', ([code, expected]) => {
  expect(explainParseError(code)).toBe(expected)
})

test.for(['authorization', 'x-api-key', 'x-goog-api-key'])('there is one %s at most', name => {
  const twice = request({ 'content-type': 'application/json', [name]: 'one' })
  twice.rawHeaders.push(name.toUpperCase(), 'two')
  expect(checkGate(twice, 4283)?.code).toBe('request_invalid')
  twice.rawHeaders.splice(-2)
  expect(checkGate(twice, 4283)).toBeUndefined()
})
