import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toAdminFailure } from '../../gateway/errors/admin-failure.ts'
import {
  type ErrorCode,
  errorTable,
  GatewayError,
  restoreError,
  toGatewayError,
} from '../../gateway/errors.ts'
import { typicalError } from '../support/typical-error.ts'

const codes = Object.keys(errorTable) as ErrorCode[]

const refusalInMoney = new GatewayError('budget_too_small', {
  budget: 'all/day',
  asked: { amount: 30_292_500n, unit: 'usd' },
  left: { amount: -5n, unit: 'usd' },
  limit: { amount: 30_000_000n, unit: 'usd' },
  resetsAtMs: null,
  retryAfterSeconds: null,
  answer: '',
  answerTokens: null,
  missingBound: '',
  advice: '',
})

interface DocumentedError {
  readonly status: number
  readonly retry: string
  readonly meaning: string
}

/** The rows between the two marks in the README. */
function readDocumented(): ReadonlyMap<string, DocumentedError> {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const section = /<!-- errors\b.*?-->(.*?)<!-- \/errors -->/s.exec(readme)?.[1] ?? ''
  const rows = section.matchAll(/^\| `(\w+)` \| (\d{3}) \| ([\w-]+) \| (.+) \|$/gm)
  return new Map(
    Array.from(rows, ([, code = '', status, retry = '', meaning = '']) => [
      code,
      { status: Number(status), retry, meaning },
    ]),
  )
}

test('every error is in the README, in the order of the table, and no other', () => {
  expect([...readDocumented().keys()]).toEqual(codes)
})

test.for(codes)('the README tells the truth about %s', code => {
  const { status, retry } = errorTable[code]
  expect(readDocumented().get(code)).toMatchObject({ status, retry, meaning: expect.stringMatching(/\.$/) })
})

test('a message is filled with its details, whatever stands in them', () => {
  expect(new GatewayError('provider_unknown', { id: 'one' }).message).toBe(
    'No provider named "one" is set up.',
  )
  expect(new GatewayError('provider_unknown', { id: '' }).message).toBe('No provider named "" is set up.')
  expect(new GatewayError('provider_unknown', { id: '{id} $& $1' }).message).toContain('"{id} $& $1"')
})

test('details that are no text are shown as people read them', () => {
  expect(new GatewayError('body_too_large', { limitBytes: 67_108_864 }).message).toBe(
    'The request body is larger than 67108864 bytes.',
  )
  expect(new GatewayError('method_not_allowed', { method: 'PUT', allow: ['GET', 'HEAD'] }).message).toBe(
    'This route does not take PUT: send GET, HEAD.',
  )
  expect(refusalInMoney.message).toBe(
    'This request can never pass: it asks for $0.0302925, and the limit of the budget "all/day" is $0.03. Raise the budget.',
  )
})

test.for(codes)('the message of %s has a detail for each of its placeholders', code => {
  const { message, detail } = typicalError(code)
  expect(message).not.toMatch(/[{}]|undefined|null|NaN|\[object/)
  const shown = Array.from(errorTable[code].message.matchAll(/\{(\w+)\}/g), ([, name]) => name)
  expect(Object.keys(detail)).toEqual(expect.arrayContaining(shown))
})

test('an error crosses to another thread with its code, its message and all of its details', () => {
  for (const error of [refusalInMoney, ...codes.map(typicalError)]) {
    const restored = restoreError(structuredClone(error.toParts()))
    expect(restored).toBeInstanceOf(GatewayError)
    const { code, detail, message, status, retry } = error
    expect(restored).toMatchObject({ code, detail, message, status, retry })
  }
})

test('an error passes an admin door as JSON, its amounts in decimal digits', () => {
  expect(toAdminFailure(refusalInMoney)).toEqual({
    code: 'budget_too_small',
    message: refusalInMoney.message,
    detail: {
      budget: 'all/day',
      asked: { amount: '30292500', unit: 'usd' },
      left: { amount: '-5', unit: 'usd' },
      limit: { amount: '30000000', unit: 'usd' },
      resetsAtMs: null,
      retryAfterSeconds: null,
      advice: '',
      answer: '',
      answerTokens: null,
      missingBound: '',
    },
  })
  for (const code of codes) {
    const failure = toAdminFailure(typicalError(code))
    expect(JSON.parse(JSON.stringify(failure))).toEqual(failure)
  }
})

test('an error of the table stays itself; anything else is internal, with its cause for the log alone', () => {
  const known = new GatewayError('token_missing')
  expect(toGatewayError(known)).toBe(known)
  for (const cause of [new TypeError('secret words'), 'secret words', undefined, { secret: 'words' }]) {
    const error = toGatewayError(cause)
    expect(error).toMatchObject({ code: 'internal', status: 500, retry: 'never', cause })
    expect(error.message).not.toContain('secret')
  }
})

test('what a person has to put right first is no 5xx, which agents try again for minutes', () => {
  for (const code of [
    'provider_locked',
    'upstream_redirected',
    'price_unknown',
    'budget_exhausted',
  ] as const) {
    expect(errorTable[code]).toMatchObject({ retry: 'never' })
    expect(errorTable[code].status).toBeLessThan(500)
  }
})

test('only what could go well again is to be tried again', () => {
  const retried = codes.filter(code => errorTable[code].retry === 'now')
  expect(retried).toEqual([
    'http_timeout',
    'upstream_unreachable',
    'upstream_timeout',
    'upstream_truncated',
    'upstream_malformed',
    'upstream_slow',
    'upstream_failed',
  ])
  for (const code of codes) {
    const { status, retry } = errorTable[code]
    if (retry === 'later') expect(status).toBe(503)
    // Clients that know no x-should-retry try every 429 again.
    expect(retry === 'after-reset', code).toBe(status === 429)
  }
})
