// Errors as providers send them, each with the kind of fault that it is.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FaultKind } from '../../../gateway/attempts/fault.ts'
import { faultOfAnswer, faultOfFailure } from '../../../gateway/attempts/fault-of-answer.ts'
import { formats, type WireFormat } from '../../../gateway/formats/index.ts'

interface Row {
  readonly name: string
  readonly format: WireFormat
  readonly status: number
  readonly body: object | string
  readonly kind: FaultKind
}

const rows: readonly Row[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'provider-errors.json'), 'utf8'),
)

test.each(rows)('$name', ({ format, status, body, kind }) => {
  const readFailure = formats[format].provider.translation?.readFailure
  expect(readFailure).toBeDefined()
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  expect(faultOfAnswer({ status, headers: {} }, text, readFailure, 0)).toMatchObject({ kind, status })
})

describe('a failure within an answer that began well', () => {
  test.each<[string | undefined, number | undefined, FaultKind]>([
    ['overloaded_error', undefined, 'overloaded'],
    ['rate_limit_exceeded', 429, 'rate-limited'],
    ['insufficient_quota', 429, 'quota'],
    ['server_error', 500, 'server-error'],
    [undefined, undefined, 'server-error'],
    ['of an unknown kind', undefined, 'server-error'],
  ])('%s with status %s: %s', (kind, status, expected) => {
    expect(faultOfFailure({ message: 'Said.', kind, status })).toMatchObject({
      kind: expected,
      reason: 'Said.',
    })
  })
})

const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '45.837906927s' }

test('the header says how long to wait, or else the body does', () => {
  const { translation } = formats['gemini-generate'].provider
  const text = JSON.stringify({
    error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Slower.', details: [retryInfo] },
  })
  const waits = (headers: Record<string, string>) =>
    faultOfAnswer({ status: 429, headers }, text, translation?.readFailure, 0).retryAfterMs
  expect(waits({ 'retry-after': '7' })).toBe(7000)
  expect(waits({})).toBe(46_000)
})

test('what a person is told of it is bounded', () => {
  const text = JSON.stringify({ error: { message: 'x'.repeat(10_000), type: 'server_error' } })
  const { translation } = formats['openai-chat'].provider
  expect(faultOfAnswer({ status: 500, headers: {} }, text, translation?.readFailure, 0).reason.length).toBe(
    500,
  )
})
