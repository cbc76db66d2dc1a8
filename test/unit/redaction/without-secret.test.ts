import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ReadingPace } from '../../../gateway/bytes/relay.ts'
import { createSecretFilter } from '../../../gateway/redaction/secret-filter.ts'
import { withoutSecret, withoutSecretInTurns } from '../../../gateway/redaction/without-secret.ts'
import { longestTold, writingsOf } from '../../support/secret-writings.ts'

const keys = [
  'sk-proj-Ab3/dE5+gH7_jK9=mN1',
  'exactly16letters',
  `sk-ant-api03-${randomBytes(70).toString('base64url')}`,
]
// Of base64, the neighbours of the key may keep some bits of its first and last character.
const harmlessCharacters = 3

const strike = (text: string, key: string) =>
  Buffer.from(withoutSecret(Buffer.from(text), createSecretFilter(key))).toString()

describe.each(keys)('%s', key => {
  test.each(Object.entries(writingsOf(key)))('is struck out %s, and the length stays', (_, writing) => {
    for (const [before, after] of [
      ['', ''],
      ['{"error":{"message":"Wrong key ', '","code":"größer"}}'],
      [`${writing} `, ` ${writing}`],
    ] as const) {
      const struck = strike(before + writing + after, key)
      expect(longestTold(struck, key)).toBeLessThanOrEqual(harmlessCharacters)
      expect(Buffer.byteLength(struck)).toBe(Buffer.byteLength(before + writing + after))
    }
    expect(strike(`{"a":"é${writing}"}`, key)).toMatch(/^\{"a":"é[\w+/=-]{0,3}\*+[\w+/=-]*"\}$/)
  })
})

test('the bytes beside it are the same, whatever they are', () => {
  const [key = ''] = keys
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (before, after) => {
      const bytes = Buffer.concat([before, Buffer.from(key), after])
      const struck = Buffer.from(withoutSecret(bytes, createSecretFilter(key)))
      expect(struck.subarray(0, before.length).equals(before)).toBe(true)
      expect(struck.subarray(-after.length || struck.length).equals(after)).toBe(true)
      expect(struck.subarray(before.length, before.length + key.length).toString()).toMatch(/^\*+$/)
    }),
  )
})

test('what does not hold it is passed on as it is, not as a copy', () => {
  const bytes = Buffer.from('{"text":"\\u00e9 \\/ %41 sk-proj-Ab3"}')
  expect(withoutSecret(bytes, createSecretFilter(keys[0] ?? ''))).toBe(bytes)
  expect(withoutSecret(bytes, undefined)).toBe(bytes)
})

test.each([0, 1, 63, 64, 300])(
  'it is found in a large answer across the pieces of the search, %i back',
  async back => {
    const [key = ''] = keys
    const writing = writingsOf(key)['with \\u escapes'] ?? ''
    const before = 'x'.repeat(64 * 1024 - back)
    const bytes = Buffer.from(before + writing + 'y'.repeat(300_000))
    const filter = createSecretFilter(key)
    const struck = await withoutSecretInTurns(bytes, filter, new ReadingPace())
    expect(Buffer.from(struck).toString()).toBe(before + '*'.repeat(writing.length) + 'y'.repeat(300_000))
    expect(Buffer.from(withoutSecret(bytes, filter)).equals(struck)).toBe(true)
  },
)
