import type { Schema } from '@google/genai'
import { describe, expect, test } from 'vitest'
import { writeSchema } from '../../../../gateway/formats/gemini-generate/write-schema.ts'

const openapi = (schema: unknown) => writeSchema(schema, 'openapi').schema satisfies Schema
const standard = (schema: unknown) => writeSchema(schema, 'json-schema').schema

describe('for models that take a subset of OpenAPI', () => {
  test.each([
    ['a type', { type: 'string' }, { type: 'STRING' }],
    ['a type or null', { type: ['string', 'null'] }, { type: 'STRING', nullable: true }],
    [
      'null as a variant',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { type: 'STRING', nullable: true },
    ],
    ['several types', { type: ['string', 'number'] }, { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }] }],
    [
      'oneOf',
      { oneOf: [{ type: 'string' }, { type: 'number' }] },
      { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }] },
    ],
    ['a constant', { const: 'a' }, { type: 'STRING', enum: ['a'] }],
    [
      'null among values',
      { type: ['string', 'null'], enum: ['a', null] },
      { type: 'STRING', nullable: true, enum: ['a'] },
    ],
    ['numbers as values', { enum: [1, 2] }, { type: 'NUMBER', description: 'It must be one of [1,2].' }],
    ['a bound of whole numbers', { type: 'integer', exclusiveMinimum: 3 }, { type: 'INTEGER', minimum: 4 }],
    [
      'a bound of numbers',
      { type: 'number', exclusiveMinimum: 3, description: 'How much.' },
      { type: 'NUMBER', description: 'How much.\nIt must be more than 3.' },
    ],
    ['a format', { type: 'string', format: 'uri' }, { type: 'STRING', description: 'Its format is "uri".' }],
    [
      'a format that it has',
      { type: 'string', format: 'date-time' },
      { type: 'STRING', format: 'date-time' },
    ],
    [
      'a list of anything',
      { type: 'array', maxItems: 2 },
      { type: 'ARRAY', items: { anyOf: expect.any(Array) }, maxItems: 2 },
    ],
    [
      'a closed object',
      {
        $schema: 'x',
        type: 'object',
        properties: { a: { type: 'string', minLength: 1 } },
        required: ['a', 'a'],
        additionalProperties: false,
      },
      { type: 'OBJECT', properties: { a: { type: 'STRING', minLength: 1 } }, required: ['a'] },
    ],
    [
      'parts of one schema',
      {
        allOf: [
          { properties: { a: { type: 'string' } }, required: ['a'] },
          { properties: { b: { type: 'number' } } },
        ],
      },
      { type: 'OBJECT', properties: { a: { type: 'STRING' }, b: { type: 'NUMBER' } }, required: ['a'] },
    ],
    [
      'what is shared by variants stands in each',
      {
        type: 'object',
        properties: { a: { type: 'string' } },
        anyOf: [{ required: ['a'] }, { properties: { b: { type: 'string' } } }],
      },
      {
        anyOf: [
          { type: 'OBJECT', properties: { a: { type: 'STRING' } }, required: ['a'] },
          { type: 'OBJECT', properties: { a: { type: 'STRING' }, b: { type: 'STRING' } } },
        ],
      },
    ],
  ])('%s', (_, schema, written) => {
    expect(openapi(schema)).toEqual(written)
  })
})

test('references are replaced by what they refer to, with what stands beside them', () => {
  const schema = {
    type: 'object',
    properties: { a: { $ref: '#/$defs/name', description: 'First' }, b: { $ref: '#/$defs/name' } },
    $defs: { name: { type: 'string', maxLength: 3 } },
  }
  expect(openapi(schema)).toEqual({
    type: 'OBJECT',
    properties: {
      a: { type: 'STRING', maxLength: 3, description: 'First' },
      b: { type: 'STRING', maxLength: 3 },
    },
  })
})

test('a cycle ends in a plain object, and so does a reference to nothing', () => {
  const tree = { type: 'object', properties: { child: { $ref: '#' }, lost: { $ref: '#/$defs/none' } } }
  const { schema, isReworded } = writeSchema(tree, 'openapi')
  expect(JSON.stringify(schema)).not.toContain('$ref')
  expect(JSON.stringify(schema)).toContain('"lost":{"type":"OBJECT"}')
  expect(isReworded).toBe(true)
})

test.each([
  [
    'deep',
    () => {
      let schema: object = { type: 'string' }
      for (let level = 0; level < 5000; level++) schema = { type: 'array', items: schema }
      return schema
    },
  ],
  [
    'wide by references',
    () => {
      const properties = Object.fromEntries([...'abcdefghij'].map(name => [name, { $ref: '#' }]))
      return { type: 'object', properties }
    },
  ],
  [
    'wide by allOf',
    () => ({
      allOf: Array.from({ length: 20_000 }, (_, at) => ({ properties: { [at]: {} }, required: [`${at}`] })),
    }),
  ],
  [
    'a circle of references',
    () => ({ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }),
  ],
  [
    'deep by allOf',
    () => {
      let schema: object = { type: 'string' }
      for (let level = 0; level < 5000; level++) schema = { allOf: [schema] }
      return schema
    },
  ],
])('a schema that is %s stays bounded', (_, make) => {
  expect(JSON.stringify(openapi(make())).length).toBeLessThan(3_000_000)
})

describe('for models that take JSON Schema', () => {
  test.each([
    ['a type or null', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    [
      'members of any name',
      { type: 'object', additionalProperties: { type: 'string' } },
      { type: 'object', additionalProperties: { type: 'string' } },
    ],
    ['numbers as values', { type: 'integer', enum: [1, 2] }, { type: 'integer', enum: [1, 2] }],
    ['a tuple', { prefixItems: [{ type: 'string' }] }, { type: 'array', prefixItems: [{ type: 'string' }] }],
    ['anything', {}, {}],
    [
      'a pattern',
      { type: 'string', pattern: '^a' },
      { type: 'string', description: 'It must match the regular expression "^a".' },
    ],
    [
      'a variant or null',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
    ],
  ])('%s', (_, schema, written) => {
    expect(standard(schema)).toEqual(written)
  })
})
