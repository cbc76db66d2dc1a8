import fc from 'fast-check'
import { expect, test } from 'vitest'
import { abridgeJson, longString } from '../../../gateway/bytes/abridged-json.ts'

const abridge = (text: string) => abridgeJson(Buffer.from(text))

test('leaves short strings as they are, and the bytes of what is no JSON', () => {
  for (const text of ['{"a":"b\\"","c":["\\\\",1.5e3,null]}', '', '"', 'no "JSON', '{"a":"\\'])
    expect(abridge(text)).toEqual({ text, omittedBytes: 0 })
})

test('leaves out the inside of long strings, whatever they hold', () => {
  const long = 'é"\\\n{},:[]'.repeat(1000)
  const literal = JSON.stringify(long)
  expect(abridge(`{"a":${literal},"b":"c","d":[${literal}]}`)).toEqual({
    text: `{"a":"${longString}","b":"c","d":["${longString}"]}`,
    omittedBytes: 2 * (Buffer.byteLength(literal) - 2),
  })
})

test('a string that is long and never ends is not closed either', () => {
  expect(abridge(`{"a":"${'x'.repeat(10_000)}`)).toEqual({
    text: `{"a":"${longString}`,
    omittedBytes: 10_000,
  })
})

test('leaves everything but the long strings as it was, for any JSON', () => {
  const shorten = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, each) =>
      typeof each === 'string' && Buffer.byteLength(JSON.stringify(each)) - 1 > 4096 ? longString : each,
    )
  const text = fc.oneof(
    fc.string(),
    fc.string({ minLength: 1 }).map(part => part.repeat(5000)),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(text, fc.array(text), fc.double())), value => {
      const found = abridge(JSON.stringify(value))
      if (found) expect(JSON.parse(found.text)).toEqual(shorten(value))
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['more than 64 KiB is left', `[${'1,'.repeat(40_000)}1]`],
  ['more strings are in it than any event has', `[${'"",'.repeat(17_000)}""]`],
])('gives nothing where %s', (_, text) => {
  expect(abridge(text) === undefined).toBe(true)
})
