import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type ErrorCode, errorTable, GatewayError, toGatewayError } from '../../gateway/errors.ts'

const codes = Object.keys(errorTable) as ErrorCode[]

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

test('a message is filled with its details, and shows nothing where there is none', () => {
  expect(new GatewayError('provider_unknown', { id: 'one' }).message).toBe(
    'No provider named "one" is set up.',
  )
  expect(new GatewayError('provider_unknown').message).toBe('No provider named "" is set up.')
  expect(new GatewayError('provider_unknown', { id: '{id} $& $1' }).message).toContain('"{id} $& $1"')
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
  expect(retried).toEqual(['http_timeout', 'upstream_unreachable', 'upstream_timeout', 'upstream_truncated'])
  for (const code of codes) {
    const { status, retry } = errorTable[code]
    if (retry === 'later') expect(status).toBe(503)
    // Clients that know no x-should-retry try every 429 again.
    expect(retry === 'after-reset', code).toBe(status === 429)
  }
})
