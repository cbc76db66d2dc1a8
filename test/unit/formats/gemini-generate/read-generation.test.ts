import { describe, expect, test } from 'vitest'
import type { JsonRecord } from '../../../../gateway/bytes/json-value.ts'
import { hi, readGenerate as read } from '../../../support/generated-content.ts'

const droppedPaths = (body: JsonRecord) => read(body).receipt.dropped.map(({ path }) => path)

describe('tools', () => {
  test('schemas of the format become JSON Schema', () => {
    const parameters = {
      type: 'OBJECT',
      properties: {
        b: { type: 'STRING', nullable: true, enum: ['x'], format: 'enum' },
        a: { type: 'ARRAY', items: { type: 'INTEGER' }, min_items: '2' },
        c: { anyOf: [{ type: 'NUMBER' }], nullable: true },
      },
      propertyOrdering: ['a', 'b', 'c'],
      required: ['a'],
    }
    const { tools } = read({
      contents: [hi],
      tools: [{ functionDeclarations: [{ name: 'f', parameters }] }],
    }).conversation
    expect(tools[0]?.parameters).toEqual({
      type: 'object',
      properties: {
        a: { type: 'array', items: { type: 'integer' }, minItems: 2 },
        b: { type: ['string', 'null'], enum: ['x', null] },
        c: { anyOf: [{ type: 'number' }, { type: 'null' }] },
      },
      required: ['a'],
    })
    expect(JSON.stringify(tools[0]?.parameters)).toMatch(/"a":.*"b":.*"c":/)
  })

  test('a schema that is JSON Schema is kept', () => {
    const parametersJsonSchema = { type: 'object', properties: { a: { const: 1 } } }
    const tools = [{ functionDeclarations: [{ name: 'f', description: 'F', parametersJsonSchema }] }]
    expect(read({ contents: [hi], tools }).conversation.tools).toEqual([
      { name: 'f', description: 'F', parameters: parametersJsonSchema },
    ])
  })

  test.each([
    ['AUTO', undefined, { type: 'auto' }, 2],
    ['NONE', undefined, { type: 'none' }, 2],
    ['ANY', undefined, { type: 'required' }, 2],
    ['ANY', ['f'], { type: 'tool', name: 'f' }, 2],
    ['VALIDATED', ['g'], { type: 'auto' }, 1],
  ])('mode %s of %j', (mode, allowedFunctionNames, choice, count) => {
    const { tools, toolChoice } = read({
      contents: [hi],
      tools: [{ functionDeclarations: [{ name: 'f' }, { name: 'g' }] }],
      toolConfig: { functionCallingConfig: { mode, allowedFunctionNames } },
    }).conversation
    expect(toolChoice).toEqual(choice)
    expect(tools).toHaveLength(count)
  })

  test('tools that run at the provider are dropped by name', () => {
    expect(droppedPaths({ contents: [hi], tools: [{ googleSearch: {} }, { code_execution: {} }] })).toEqual([
      'tools[0].googleSearch',
      'tools[1].codeExecution',
    ])
  })
})

describe('how an answer is made', () => {
  const configured = (generationConfig: object) => read({ contents: [hi], generationConfig })

  test.each([
    [{ responseMimeType: 'application/json' }, { outputFormat: { type: 'json' } }],
    [
      { responseMimeType: 'application/json', responseSchema: { type: 'STRING' } },
      { outputFormat: { type: 'json-schema', schema: { type: 'string' } } },
    ],
    [
      { responseMimeType: 'application/json', responseJsonSchema: { const: 1 } },
      { outputFormat: { type: 'json-schema', schema: { const: 1 } } },
    ],
    [{ responseMimeType: 'text/plain' }, { outputFormat: undefined }],
    [{ responseLogprobs: true, logprobs: 3 }, { topLogprobs: 3 }],
    [{ responseLogprobs: true }, { topLogprobs: 0 }],
    [{ thinkingConfig: { thinkingBudget: 0 } }, { reasoning: { effort: 'none' } }],
    [
      { thinkingConfig: { thinkingBudget: 900, includeThoughts: true } },
      { reasoning: { budgetTokens: 900, isShown: true } },
    ],
    [{ thinkingConfig: { thinkingLevel: 'LOW' } }, { reasoning: { effort: 'low' } }],
    [{ thinkingConfig: { thinkingBudget: -1 } }, { reasoning: { effort: 'medium' } }],
    [
      { presencePenalty: 0.5, frequencyPenalty: 1 },
      { presencePenalty: 0.5, frequencyPenalty: 1 },
    ],
    [{ maxOutputTokens: 0 }, { maxOutputTokens: undefined }],
  ])('%j', (config, hub) => {
    expect(configured(config).conversation).toMatchObject(hub)
    expect(configured(config).receipt.dropped).toEqual([])
  })

  test('what no other format has is dropped by name', () => {
    const body = {
      contents: [hi],
      generationConfig: { responseModalities: ['TEXT', 'IMAGE'], speechConfig: {}, mediaResolution: 'X' },
      safetySettings: [{}],
      labels: {},
    }
    expect(droppedPaths(body).sort()).toEqual([
      'generationConfig.mediaResolution',
      'generationConfig.responseModalities',
      'generationConfig.speechConfig',
      'labels',
      'safetySettings',
    ])
  })

  test.each([
    ['flex', 'flex'],
    ['SERVICE_TIER_PRIORITY', 'priority'],
    ['standard', 'default'],
  ])('tier %s', (serviceTier, tier) => {
    expect(read({ contents: [hi], serviceTier }).conversation.serviceTier).toBe(tier)
  })
})
