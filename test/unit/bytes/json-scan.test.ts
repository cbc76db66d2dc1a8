import { isUtf8 } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type JsonMember,
  JsonScanError,
  type ScannedObject,
  scanMembers,
  scanObject,
  spliceBytes,
} from '../../../gateway/bytes/json-scan.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

function sliceText(bytes: Uint8Array, member: JsonMember): string {
  return Buffer.from(bytes.subarray(member.value.start, member.value.end)).toString()
}

/** What the spans say, by JSON.parse of each. */
function valuesOf(bytes: Uint8Array, scanned: ScannedObject): Record<string, unknown> {
  return Object.fromEntries(
    [...scanned.members.values()].map(member => [member.key, JSON.parse(sliceText(bytes, member))]),
  )
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (value === null || typeof value === 'boolean') return String(value)
  return typeof value
}

function scanOrError(bytes: Uint8Array): ScannedObject | JsonScanError {
  try {
    return scanObject(bytes)
  } catch (error) {
    if (error instanceof JsonScanError) return error
    throw error
  }
}

function parseOrUndefined(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}

const anyString = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', '\ud800', 'a"b\\', '\u0000', '😀', '\u2028', ''),
)
const { object: jsonObject } = fc.letrec<{ value: Json; object: { [key: string]: Json } }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.constantFrom<Json>(null, true, false, 0, -0.5, 1e300, 5e-324),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    anyString,
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(anyString, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}))

/** One object's text with random white space between its tokens, and random escapes. */
const jsonText = fc
  .tuple(jsonObject, fc.infiniteStream(fc.constantFrom('', '', ' ', '\n', '\t\r\n')), fc.boolean())
  .map(([value, spaces, isEscaped]) => {
    const tokens = JSON.stringify(value).match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/gu) ?? []
    const spaced = tokens.map(token => `${spaces.next().value}${token}${spaces.next().value}`).join('')
    return isEscaped ? spaced.replaceAll('o', '\\u006F').replaceAll('/', '\\/') : spaced // no "o" outside strings
  })

test('finds every member with its value, at any white space and escaping', () => {
  fc.assert(
    fc.property(jsonText, text => {
      const bytes = Buffer.from(text)
      const parsed: Record<string, unknown> = JSON.parse(text)
      const scanned = scanObject(bytes)
      expect(valuesOf(bytes, scanned)).toEqual(parsed)
      expect([...scanned.members.keys()].sort()).toEqual(Object.keys(parsed).sort())
      for (const member of scanned.members.values()) {
        expect(member.kind).toBe(kindOf(parsed[member.key]))
        expect(bytes[member.keyStart]).toBe(0x22)
        if (member.kind !== 'object') continue
        expect(valuesOf(bytes, scanMembers(bytes, member.value))).toEqual(parsed[member.key])
      }
      expect(text.slice(0, scanned.open).trim()).toBe('')
      expect(bytes.subarray(scanned.open, scanned.close + 1).toString()).toBe(text.trim())
    }),
    { numRuns: 1000 },
  )
})

const damage = fc.tuple(
  fc.nat(),
  fc.nat(3),
  fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.stringMatching(/^[{}[\]",:\\tfnu0-9.eE+\- ]{0,4}$/).map(text => new Uint8Array(Buffer.from(text))),
  ),
)

test('takes of damaged input exactly what JSON.parse takes, less what it refuses on purpose', () => {
  const seen = { taken: 0, refused: 0 }
  fc.assert(
    fc.property(jsonText, fc.array(damage, { minLength: 1, maxLength: 3 }), (text, damages) => {
      const bytes = damages.reduce<Buffer>((before, [at, length, put]) => {
        const start = at % (before.length + 1)
        return spliceBytes(before, [{ start, end: Math.min(start + length, before.length), bytes: put }])
      }, Buffer.from(text))
      const parsed = parseOrUndefined(bytes)
      const scanned = scanOrError(bytes)
      if (scanned instanceof JsonScanError) {
        seen.refused += 1
        const isOnPurpose =
          !isUtf8(bytes) || kindOf(parsed) !== 'object' || scanned.reason === 'duplicate key'
        expect(isOnPurpose, scanned.message).toBe(true)
      } else {
        seen.taken += 1
        expect(valuesOf(bytes, scanned)).toEqual(parsed)
      }
    }),
    { numRuns: 5000 },
  )
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100)
})

test.each([
  ['', 'expected a JSON object', 0],
  ['[]', 'expected a JSON object', 0],
  ['"a"', 'expected a JSON object', 0],
  ['{', 'unexpected end of JSON', 1],
  ['{"a":1', 'unexpected end of JSON', 6],
  ['{"a":"', 'unexpected end of JSON', 6],
  ['{"a":1}x', 'unexpected bytes after the JSON object', 7],
  ['{"a":1}{}', 'unexpected bytes after the JSON object', 7],
  ['{"a":1,}', 'unexpected character in JSON', 7],
  ['{,"a":1}', 'unexpected character in JSON', 1],
  ['{a:1}', 'unexpected character in JSON', 1],
  ["{'a':1}", 'unexpected character in JSON', 1],
  ['{"a" 1}', 'unexpected character in JSON', 5],
  ['{"a":[1,]}', 'unexpected character in JSON', 8],
  ['{"a":[1}}', 'unexpected character in JSON', 7],
  ['{"a":01}', 'unexpected character in JSON', 6],
  ['{"a":+1}', 'unexpected character in JSON', 5],
  ['{"a":.5}', 'unexpected character in JSON', 5],
  ['{"a":1.}', 'unexpected character in JSON', 7],
  ['{"a":1e}', 'unexpected character in JSON', 7],
  ['{"a":-}', 'unexpected character in JSON', 6],
  ['{"a":NaN}', 'unexpected character in JSON', 5],
  ['{"a":trux}', 'unexpected character in JSON', 8],
  ['{"a":"\n"}', 'unexpected character in JSON', 6],
  ['{"a":"\u0000"}', 'unexpected character in JSON', 6],
  ['{"a":"\\x"}', 'unexpected character in JSON', 7],
  ['{"a":"\\u12g4"}', 'unexpected character in JSON', 10],
  ['{"a":1,"\\u0061":2}', 'duplicate key', 7],
  ['{"a":1/**/}', 'unexpected character in JSON', 6],
  ['\u00a0{}', 'expected a JSON object', 0],
  ['\u{feff}{}', 'unexpected byte order mark', 0],
])('refuses %j', (text, reason, offset) => {
  expect(scanOrError(Buffer.from(text))).toMatchObject({ reason, offset })
})

test('refuses what is not UTF-8: a lone byte, an overlong form, an encoded surrogate', () => {
  for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80]]) {
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')])
    expect(scanOrError(body)).toMatchObject({ reason: 'invalid UTF-8' })
  }
})

test('counts the nesting of objects and arrays together, the outer object first', () => {
  const nested = (depth: number): Buffer =>
    Buffer.from(`${'{"a":['.repeat(depth / 2)}${']}'.repeat(depth / 2)}`)
  expect(scanObject(nested(128)).members.size).toBe(1)
  expect(scanOrError(nested(130))).toMatchObject({ reason: 'nesting too deep', offset: 384 })
  expect(() => scanObject(nested(4), { maxDepth: 3 })).toThrow(JsonScanError)
  expect(scanObject(nested(4), { maxDepth: 4 }).members.size).toBe(1)
})

test('is not brought down by a million open brackets', () => {
  const body = Buffer.from(`{"a":${'['.repeat(1_000_000)}`)
  expect(scanOrError(body)).toMatchObject({ reason: 'nesting too deep' })
  expect(() => scanObject(body, { maxDepth: 2_000_000 })).toThrow('unexpected end of JSON at byte 1000005')
})

test('takes the last of equal keys in a nested object, as JSON.parse does', () => {
  const bytes = Buffer.from('{"options":{"x":1,"x":[2]}}')
  const options = scanObject(bytes).members.get('options')
  expect(options).toBeDefined()
  if (options === undefined) return
  expect(valuesOf(bytes, scanMembers(bytes, options.value))).toEqual({ x: [2] })
})

test('scans a view into a larger buffer by the view’s own offsets', () => {
  const view = new Uint8Array(Buffer.from('xx{"k\\n":"v"}yy')).subarray(2, 13)
  const member = scanObject(view).members.get('k\n')
  expect(member).toMatchObject({ kind: 'string', keyStart: 1 })
  expect(member && sliceText(view, member)).toBe('"v"')
})

test('splices edits in, and nothing else changes', () => {
  const bytes = Buffer.from('{"model":"a/b","n":1}')
  const put = (start: number, end: number, text: string) => ({ start, end, bytes: Buffer.from(text) })
  expect(spliceBytes(bytes, []).toString()).toBe(bytes.toString())
  expect(spliceBytes(bytes, [put(9, 14, '"b"'), put(20, 20, ',"x":2')]).toString()).toBe(
    '{"model":"b","n":1,"x":2}',
  )
  expect(spliceBytes(bytes, [put(0, 0, 'a'), put(0, 0, 'b'), put(0, 21, '')]).toString()).toBe('ab')
})

test.each([
  [[5, 9, 3, 4]],
  [[1, 3, 2, 4]],
  [[3, 2, 3, 3]],
  [[-1, 2, 3, 3]],
  [[0, 99, 99, 99]],
  [[Number.NaN, 1, 1, 1]],
])('refuses edits that overlap, are out of order or out of bounds: %j', ([a = 0, b = 0, c = 0, d = 0]) => {
  const bytes = Buffer.from('0123456789')
  const edits = [
    { start: a, end: b, bytes: Buffer.of() },
    { start: c, end: d, bytes: Buffer.of() },
  ]
  expect(() => spliceBytes(bytes, edits)).toThrow(RangeError)
})
