import { toStrictJsonSchema } from 'openai/lib/transform'
import { describe, expect, test } from 'vitest'
import { Receipt } from '../../../gateway/chat/receipt.ts'
import { isStrictSchema, strictAsTaken } from '../../../gateway/formats/strict-schema.ts'

const closed = (properties: object, rest: object = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...rest,
})
const text = { type: 'string' } as const

describe('strict mode takes', () => {
  test('what the official client makes of a schema', () => {
    const tree = {
      type: 'object',
      properties: { name: text, within: { type: 'array', items: { $ref: '#/$defs/tree' } } },
      required: ['name', 'within'],
    } as const
    const schema = {
      type: 'object',
      properties: {
        kind: { enum: ['a', 'b'] },
        note: { type: ['string', 'null'], maxLength: 80 },
        sizes: { type: 'array', items: { type: 'number', minimum: 0 }, maxItems: 5 },
        either: { anyOf: [text, { type: 'object', properties: { b: text }, required: ['b'] }] },
        tree: { $ref: '#/$defs/tree' },
      },
      required: ['kind', 'note', 'sizes', 'either', 'tree'],
      $defs: { tree },
    } as const
    expect(isStrictSchema(schema)).toBe(false)
    expect(
      isStrictSchema(toStrictJsonSchema(schema as unknown as Parameters<typeof toStrictJsonSchema>[0])),
    ).toBe(true)
  })

  test.each<[string, object]>([
    ['an object without properties', closed({})],
    ['properties of any of several kinds', closed({ a: { anyOf: [text, closed({ b: text })] } })],
    ['an object or nothing', closed({ a: closed({ b: text }, { type: ['object', 'null'] }) })],
    [
      'references to definitions',
      closed({ a: { $ref: '#/$defs/a' } }, { $defs: { a: closed({ b: text }) } }),
    ],
    ['a property with the name of a keyword', closed({ oneOf: text, not: text, $ref: text })],
    [
      'limits of texts and numbers',
      closed({ a: { ...text, pattern: '^a', format: 'date', description: 'A' } }),
    ],
  ])('%s', (_, schema) => expect(isStrictSchema(schema)).toBe(true))
})

describe('strict mode refuses', () => {
  test.each<[string, unknown]>([
    ['no schema', undefined],
    ['a root that is no object', text],
    ['a root that is only a reference', { $ref: '#/$defs/a', $defs: { a: closed({}) } }],
    ['a root of several kinds', { anyOf: [closed({}), closed({ a: text })] }],
    ['a root that is an object of several kinds', closed({}, { anyOf: [closed({})] })],
    ['an object with free members', { ...closed({ a: text }), additionalProperties: true }],
    ['an object that does not forbid others', { type: 'object', properties: { a: text }, required: ['a'] }],
    ['an optional property', { ...closed({ a: text, b: text }), required: ['a'] }],
    ['an open object within', closed({ a: { type: 'object', properties: {} } })],
    ['an open object within a list', closed({ a: { type: 'array', items: { type: 'object' } } })],
    ['an open object among several kinds', closed({ a: { anyOf: [text, { type: 'object' }] } })],
    ['an open object among the definitions', closed({}, { $defs: { a: { type: 'object' } } })],
    ['an open object among the older definitions', closed({}, { definitions: { a: { type: 'object' } } })],
    ['an object that is not called one', closed({ a: { properties: { b: text } } })],
    ['one of several', closed({ a: { oneOf: [text] } })],
    ['all of several', closed({ a: { allOf: [text] } })],
    ['conditions', closed({ a: text }, { if: { required: ['a'] }, else: {} })],
    ['names by a pattern', closed({}, { patternProperties: { '^a': text } })],
    ['a list of anything', closed({ a: { type: 'array' } })],
    ['a list whose places differ', closed({ a: { type: 'array', items: [text, text] } })],
    ['anything', closed({ a: {} })],
    ['anything, as a flag', closed({ a: true })],
    ['a reference with a word beside it', closed({ a: { $ref: '#/$defs/a', description: 'A' } })],
  ])('%s', (_, schema) => expect(isStrictSchema(schema)).toBe(false))

  test('a schema without an end', () => {
    let deep: object = closed({})
    for (let level = 0; level < 100_000; level++) deep = closed({ a: deep })
    expect(isStrictSchema(deep)).toBe(false)
  })
})

test('a wish for strict mode is kept where the schema allows it, and else the receipt says so', () => {
  const receipt = new Receipt()
  expect(strictAsTaken(true, closed({}), 'a', receipt)).toBe(true)
  expect(strictAsTaken(false, { type: 'object' }, 'b', receipt)).toBe(false)
  expect(strictAsTaken(undefined, { type: 'object' }, 'c', receipt)).toBeUndefined()
  expect(receipt.changed).toEqual([])
  expect(strictAsTaken(true, { type: 'object' }, 'd', receipt)).toBe(false)
  expect(receipt.changed).toMatchObject([{ path: 'd' }])
})
