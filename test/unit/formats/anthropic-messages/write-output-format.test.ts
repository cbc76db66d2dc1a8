import { describe, expect, test } from 'vitest'
import { strictSchema } from '../../../../gateway/formats/anthropic-messages/schema.ts'
import { write } from './writing.ts'

describe('the form of the answer', () => {
  const schema = {
    type: 'object',
    properties: {
      age: { type: 'integer', minimum: 3, description: 'Years.' },
      tags: { type: 'array', items: { type: 'string' }, minItems: 1 },
    },
    required: ['age'],
    additionalProperties: true,
  }
  const outputFormat = { type: 'json-schema', schema, strict: true } as const

  test('is a schema without keywords that are refused', () => {
    const { body, changed, answerTool } = write({ outputFormat }, 'claude-sonnet-4-5')
    expect(body.output_config).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: {
            age: { type: 'integer', description: 'Years.\n\n{minimum: 3}' },
            tags: { type: 'array', items: { type: 'string' }, minItems: 1 },
          },
          required: ['age'],
          additionalProperties: false,
        },
      },
    })
    expect(changed).toEqual(['response_format'])
    expect(answerTool).toBeUndefined()
  })

  test('is a tool that has to be called where the model has no other', () => {
    const older = write({ outputFormat }, 'claude-sonnet-4-20250514')
    expect(older.answerTool).toBe('give_answer')
    expect(older.body).toMatchObject({
      tools: [{ name: 'give_answer', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'give_answer' },
    })
    const tools = [{ name: 'give_answer', parameters: {} }]
    const beside = write({ outputFormat, tools }, 'claude-sonnet-4-20250514')
    expect(beside.answerTool).toBe('give_answer_')
    expect(beside.body.tool_choice).toEqual({ type: 'any' })
  })

  test('is told where no member can say it', () => {
    const { body, changed } = write({ outputFormat: { type: 'json' } }, 'claude-opus-5')
    expect(body.system).toMatchObject([{ text: expect.stringContaining('JSON') }])
    expect(changed).toEqual(['response_format'])
  })

  test('survives references, cycles and hostile depth', () => {
    expect(
      strictSchema({ $ref: '#/definitions/A', definitions: { A: { type: 'object', properties: {} } } }),
    ).toEqual({
      $ref: '#/$defs/A',
      $defs: { A: { type: 'object', properties: {}, additionalProperties: false } },
    })
    const deep = JSON.parse(`${'{"type":"array","items":'.repeat(5000)}{}${'}'.repeat(5000)}`)
    expect(write({ outputFormat: { type: 'json-schema', schema: deep } }, 'claude-opus-5').changed).toEqual([
      'response_format',
    ])
    expect(
      Object.keys(
        strictSchema(JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}'))
          .properties as object,
      ),
    ).toEqual(['__proto__'])
  })
})
