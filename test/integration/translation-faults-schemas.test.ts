// Faults with schemas of tools and answers that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTranslationRig, type TranslationRig } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const toolWith = (input_schema: object) => ({
  tools: [{ name: 'look', description: 'Looks.', input_schema }],
})
/** The oldest generation knows no JSON Schema. */
const old = { as: 'messages', of: 'gemini', model: 'gemini-2.0-flash' } as const

describe('a schema for a Gemini model that knows only a part of JSON Schema', () => {
  test('keeps what is known, and says the limits that are not in the description', async () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        kind: { const: 'city' },
        days: { type: 'integer', exclusiveMinimum: 0 },
        more: { type: 'object', propertyNames: { pattern: '^a' }, additionalProperties: { type: 'string' } },
      },
      additionalProperties: false,
    }
    const { sent, receipt } = await rig.ask({ ...old, body: toolWith(schema) })
    const text = JSON.stringify(sent.tools)
    for (const key of ['$schema', 'propertyNames', 'const', 'exclusiveMinimum', 'additionalProperties'])
      expect(text).not.toMatch(new RegExp(`[{,]"\\${key}":`))
    expect(sent.tools).toMatchObject([
      {
        functionDeclarations: [
          {
            name: 'look',
            parameters: { properties: { kind: { enum: ['city'] }, days: { type: 'INTEGER', minimum: 1 } } },
          },
        ],
      },
    ])
    expect(text).toMatch(/description":"[^}]*\^a/)
    expect(receipt).toContain('tools')
  })

  test('has its references written out, a circle as a plain object, and null as nullable', async () => {
    const schema = {
      type: 'object',
      properties: {
        place: { $ref: '#/$defs/place' },
        tree: { $ref: '#/$defs/tree' },
        lost: { $ref: '#/$defs/nowhere' },
        note: { type: ['string', 'null'] },
      },
      $defs: {
        place: { type: 'object', properties: { city: { type: 'string' } } },
        tree: { type: 'object', properties: { child: { $ref: '#/$defs/tree' } } },
      },
    }
    const { sent } = await rig.ask({ ...old, body: toolWith(schema) })
    expect(JSON.stringify(sent.tools)).not.toMatch(/\$ref|\$defs/)
    expect(sent.tools).toMatchObject([
      {
        functionDeclarations: [
          {
            parameters: {
              properties: {
                place: { type: 'OBJECT', properties: { city: { type: 'STRING' } } },
                tree: { type: 'OBJECT' },
                lost: { type: 'OBJECT' },
                note: { type: 'STRING', nullable: true },
              },
            },
          },
        ],
      },
    ])
  })
})

test('a tool that does not say that it is strict is not strict in responses', async () => {
  const schema = { type: 'object', properties: { at: { type: 'string' } } }
  const { sent } = await rig.ask({ as: 'messages', of: 'responses', body: toolWith(schema) })
  expect(sent.tools).toMatchObject([{ name: 'look', strict: false }])
  const strict = await rig.ask({
    as: 'messages',
    of: 'responses',
    body: {
      tools: [
        {
          name: 'look',
          strict: true,
          input_schema: { ...schema, required: ['at'], additionalProperties: false },
        },
      ],
    },
  })
  expect(strict.sent.tools).toMatchObject([{ name: 'look', strict: true }])
})

test('the schema of an answer of messages closes every object and says its limits in words', async () => {
  const schema = {
    type: 'object',
    additionalProperties: true,
    properties: {
      city: { type: 'string', minLength: 2, pattern: '^[A-Z]' },
      days: { type: 'integer', minimum: 1, maximum: 9 },
      at: { type: 'object', properties: { x: { type: 'number' } } },
    },
    required: ['city'],
  }
  const { sent } = await rig.ask({
    as: 'chat',
    of: 'messages',
    body: { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } } },
  })
  expect(sent.output_config).toMatchObject({
    format: {
      type: 'json_schema',
      schema: {
        additionalProperties: false,
        properties: {
          at: { additionalProperties: false },
          city: { description: expect.stringContaining('^[A-Z]') },
        },
      },
    },
  })
  expect(JSON.stringify(sent.output_config)).not.toMatch(/"(minLength|pattern|minimum|maximum)":/)
})

describe('a schema of the answer beside tools', () => {
  const body = {
    ...toolWith({ type: 'object', properties: {} }),
    output_config: {
      format: { type: 'json_schema', schema: { type: 'object', properties: { city: { type: 'string' } } } },
    },
  }

  test('is in the prompt of an older Gemini model, which refuses both together', async () => {
    const { sent, receipt } = await rig.ask({ ...old, body })
    expect(sent.tools).toMatchObject([{ functionDeclarations: [{ name: 'look' }] }])
    expect(JSON.stringify(sent.generationConfig ?? {})).not.toMatch(
      /responseSchema|responseJsonSchema|responseMimeType/,
    )
    expect(JSON.stringify(sent.systemInstruction)).toContain('city')
    expect(receipt).toMatch(/response_format|output_config/)
  })

  test('is in the prompt for Ollama, where it would hide the calls', async () => {
    const { sent, receipt } = await rig.ask({ as: 'messages', of: 'ollama', body })
    expect(sent).not.toHaveProperty('format')
    expect(sent.tools).toMatchObject([{ function: { name: 'look' } }])
    expect(JSON.stringify(sent.messages)).toContain('city')
    expect(receipt).toMatch(/response_format|output_config/)
  })
})
