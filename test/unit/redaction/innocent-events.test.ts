import { describe, expect, test } from 'vitest'
import { isInnocent } from '../../../gateway/redaction/innocent-events.ts'
import { createSecretFilter } from '../../../gateway/redaction/secret-filter.ts'
import { writingsOf } from '../../support/secret-writings.ts'

const key = 'sk-proj-Ab3/dE5+gH7_jK9=mN1'
const filter = createSecretFilter(key)
const nothingBegun = () => false
const event = (text: string) =>
  Buffer.from(`data: {"choices":[{"delta":{"content":"${text}"}}],"usage":null}\n\n`)

describe('a first look lets pass', () => {
  test.each(['Hello', ' world.', '', 'größer', ' 100%', '\\n', 'a & b', 'x'.repeat(key.length - 1)])(
    '%j',
    text => {
      expect(isInnocent(event(text), filter, nothingBegun)).toBe(true)
    },
  )
})

describe('a first look does not let pass', () => {
  test.each(Object.entries(writingsOf(key)))('the key %s', (_, writing) => {
    expect(isInnocent(event(writing), filter, nothingBegun)).toBe(false)
  })

  test.each(Array.from({ length: key.length - 1 }, (_, index) => index + 1))(
    'its first %i characters',
    length => {
      for (const before of ['', 'It is '])
        expect(isInnocent(event(before + key.slice(0, length)), filter, nothingBegun)).toBe(false)
      expect(isInnocent(Buffer.from(`data: ${key.slice(0, length)}\n\n`), filter, nothingBegun)).toBe(false)
    },
  )

  test.each(['x', ':', 'd'])('what goes on with what was begun, where that is %j', next => {
    const expects = (code: number) => code === next.charCodeAt(0)
    expect(isInnocent(event(`${next}yz`), filter, expects)).toBe(false)
    expect(isInnocent(Buffer.from(`data: ${next}\n\n`), filter, expects)).toBe(false)
    expect(isInnocent(Buffer.from(`data:${next}\n\n`), filter, expects)).toBe(false)
  })

  test.each(['\\u0041', '\\/', '%41', '&#65;'])('what is escaped: %s', text => {
    expect(isInnocent(event(text), filter, nothingBegun)).toBe(false)
  })
})
