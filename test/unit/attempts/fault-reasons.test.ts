// What is kept of a provider's words for a failure never holds its key.
import { expect, test } from 'vitest'
import { faultOfFailure } from '../../../gateway/attempts/fault-of-answer.ts'
import { createSecretFilter } from '../../../gateway/redaction/secret-filter.ts'
import { longestTold, writingsOf } from '../../support/secret-writings.ts'

const key = 'sk-a-key-that-is-told/+=='
const filter = createSecretFilter(key)

test.each(Object.entries(writingsOf(key)))('a reason is freed of the key %s', (_, writing) => {
  const { reason } = faultOfFailure({ message: `No such key: ${writing}` }, filter)
  expect(longestTold(reason, key)).toBeLessThan(4)
  expect(reason).toMatch(/^No such key: .{0,3}\*+/)
})

test('a reason is cut to its length only after that, so that no piece of the key stays at its end', () => {
  for (const before of [480, 490, 499]) {
    const { reason } = faultOfFailure({ message: 'x'.repeat(before) + key }, filter)
    expect(reason).toBe(`${'x'.repeat(before)}${'*'.repeat(500 - before)}`)
  }
})
