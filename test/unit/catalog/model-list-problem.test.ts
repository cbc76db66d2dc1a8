import { expect, test } from 'vitest'
import { describeFailure, problemOf } from '../../../gateway/catalog/model-list-problem.ts'

const withCode = (code: string) => Object.assign(new Error('with an address in it'), { code })

test.each([
  ['ECONNREFUSED', 'nobody-there'],
  ['ENOTFOUND', 'name-unknown'],
  ['EAI_AGAIN', 'name-unknown'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['CERT_HAS_EXPIRED', 'not-secure'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'not-secure'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'not-secure'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-secure'],
  ['ECONNRESET', 'connection-failed'],
  ['ENETUNREACH', 'connection-failed'],
])('%s is the problem %s', (code, problem) => {
  expect(problemOf(withCode(code))).toBe(problem)
  expect(describeFailure(withCode(code))).not.toContain('address')
})

test('a deadline that passed is told with its length', () => {
  const late = new DOMException('too late', 'TimeoutError')
  expect(problemOf(late)).toBe('timeout')
  expect(describeFailure(late)).toBe('It could not be reached: it did not answer within 15 seconds.')
})

test('a full disk is no fault of the provider', () => {
  expect(problemOf(withCode('SQLITE_FULL'))).toBe('disk-full')
})
