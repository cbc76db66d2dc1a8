import { describe, expect, test } from 'vitest'
import type { Conversation } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { geminiGenerate } from '../../../../gateway/formats/gemini-generate/index.ts'
import { geminiGenerateArray } from '../../../../gateway/formats/gemini-generate-array/index.ts'
import { configOf, dropped, user, writeGenerate as write } from '../../../support/generated-content.ts'

test('the path names the model and whether it streams', () => {
  expect(write({})).toMatchObject({
    path: '/v1beta/models/gemini-2.5-flash:generateContent',
    query: '',
    body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
    receipt: { dropped: [], changed: [] },
  })
  const stream: Conversation = { stream: true, turns: [user('Hi')], tools: [] }
  expect(write(stream)).toMatchObject({
    path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent',
    query: 'alt=sse',
  })
  const asArray = geminiGenerateArray.provider.translation?.writeRequest(
    stream,
    { model: 'm' },
    new Receipt(),
  )
  expect(asArray).toMatchObject({ path: '/v1beta/models/m:streamGenerateContent', query: '' })
})

describe('tools', () => {
  const parameters = { type: 'object', properties: { a: { type: ['string', 'null'] } } }

  test('have JSON Schema from 2.5 on, and the subset before', () => {
    const tools = [{ name: 'f', description: 'F', parameters }]
    expect(write({ tools }).body.tools).toEqual([
      { functionDeclarations: [{ name: 'f', description: 'F', parametersJsonSchema: parameters }] },
    ])
    expect(write({ tools }, 'gemini-2.0-flash').body.tools).toEqual([
      {
        functionDeclarations: [
          {
            name: 'f',
            description: 'F',
            parameters: { type: 'OBJECT', properties: { a: { type: 'STRING', nullable: true } } },
          },
        ],
      },
    ])
  })

  test('without parameters have none', () => {
    const tools = [{ name: 'f', parameters: { type: 'object', properties: {}, additionalProperties: false } }]
    expect(write({ tools }).body.tools).toEqual([{ functionDeclarations: [{ name: 'f' }] }])
  })

  test('limits that go into a description are in the receipt, and no tool is dropped', () => {
    const odd = { type: 'object', properties: { a: { type: 'string', pattern: 'x' } }, not: {} }
    const { body, receipt } = write({
      tools: [
        { name: 'f', parameters: odd },
        { name: 'g', parameters: 7 },
      ],
    })
    expect(body.tools?.[0]?.functionDeclarations).toHaveLength(2)
    expect(receipt.changed.map(({ path }) => path)).toEqual(['tools[0].parameters'])
  })

  test.each<[Conversation['toolChoice'], object]>([
    [{ type: 'auto' }, { mode: 'AUTO' }],
    [{ type: 'none' }, { mode: 'NONE' }],
    [{ type: 'required' }, { mode: 'ANY' }],
    [
      { type: 'tool', name: 'f' },
      { mode: 'ANY', allowedFunctionNames: ['f'] },
    ],
  ])('choice %j', (toolChoice, functionCallingConfig) => {
    expect(write({ tools: [{ name: 'f', parameters }], toolChoice }).body.toolConfig).toEqual({
      functionCallingConfig,
    })
  })
})

describe('how an answer is made', () => {
  test('all that the format has', () => {
    const said = { maxOutputTokens: 5, temperature: 0.1, topP: 0.2, topK: 3, seed: 4 }
    const penalties = { frequencyPenalty: 0.5, presencePenalty: 0.6 }
    expect(configOf({ ...said, ...penalties, choices: 2, topLogprobs: 3, stopSequences: ['x'] })).toEqual({
      ...said,
      ...penalties,
      candidateCount: 2,
      responseLogprobs: true,
      logprobs: 3,
      stopSequences: ['x'],
    })
    expect(configOf({ choices: 1, stopSequences: [] })).toBeUndefined()
    expect(configOf({ topLogprobs: 0 })).toEqual({ responseLogprobs: true })
  })

  test('what it has not is dropped by name', () => {
    expect(
      dropped({
        stopSequences: ['1', '2', '3', '4', '5', '6'],
        seed: 2 ** 40,
        user: 'u',
        promptCacheKey: 'k',
        verbosity: 'low',
        parallelToolCalls: false,
        serviceTier: 'scale',
        toolChoice: { type: 'required' },
        turns: [
          { role: 'user', name: 'Ann', parts: [{ type: 'text', text: 'Hi', cache: { lifetime: '5m' } }] },
        ],
      }).sort(),
    ).toEqual([
      'cache_control',
      'messages[0].name',
      'parallel_tool_calls',
      'prompt_cache_key',
      'seed',
      'service_tier',
      'stop',
      'tool_choice',
      'user',
      'verbosity',
    ])
  })

  test('a tier', () => {
    expect(write({ serviceTier: 'flex' }).body.serviceTier).toBe('flex')
    expect(write({ serviceTier: 'default' }).body.serviceTier).toBeUndefined()
  })

  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  test('an output format', () => {
    const outputFormat = { type: 'json-schema', schema, name: 'answer', description: 'All of it' } as const
    const responseMimeType = 'application/json'
    expect(configOf({ outputFormat })).toEqual({
      responseMimeType,
      responseJsonSchema: { ...schema, title: 'answer', description: 'All of it' },
    })
    expect(configOf({ outputFormat }, 'gemini-2.0-flash')).toMatchObject({
      responseMimeType,
      responseSchema: { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
    })
    expect(configOf({ outputFormat: { type: 'json' } })).toEqual({ responseMimeType })
  })

  test('an output format beside tools is in the instructions of models that refuse both', () => {
    const both = {
      outputFormat: { type: 'json-schema', schema },
      tools: [{ name: 'f', parameters: {} }],
    } as const
    const { body, receipt } = write(both)
    expect(body.generationConfig).toBeUndefined()
    expect(body.systemInstruction?.parts?.[0]?.text).toContain(JSON.stringify(schema))
    expect(receipt.changed).toMatchObject([{ path: 'response_format' }])
    expect(configOf(both, 'gemini-3-pro')).toMatchObject({ responseJsonSchema: schema })
  })
})

test('a request of the format is written as it was read', () => {
  const body = {
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      {
        role: 'user',
        parts: [{ text: 'Weather?' }, { inlineData: { mimeType: 'image/png', data: 'AA==' } }],
      },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'x1', name: 'f', args: { city: 'Bern' } }, thoughtSignature: 'c2ln' },
          { functionCall: { name: 'f', args: { city: 'Zug' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'x1', name: 'f', response: { sun: true } } },
          { functionResponse: { name: 'f', response: { error: 'unknown' } } },
        ],
      },
      { role: 'model', parts: [{ text: 'Sunny.', thoughtSignature: 'c2ln' }] },
      { role: 'user', parts: [{ text: 'Thanks' }] },
    ],
    tools: [
      {
        functionDeclarations: [
          { name: 'f', parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } } } },
        ],
      },
    ],
    toolConfig: { functionCallingConfig: { mode: 'AUTO' } },
    generationConfig: {
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.5,
      topK: 4,
      stopSequences: ['x'],
      seed: 3,
      candidateCount: 2,
      thinkingConfig: { thinkingLevel: 'LOW', includeThoughts: true },
    },
    serviceTier: 'flex',
  }
  const receipt = new Receipt()
  const head = { path: '/v1beta/models/gemini-3-pro:streamGenerateContent', query: 'alt=sse', headers: {} }
  const conversation = geminiGenerate.caller.translation?.readConversation({ head, body }, receipt)
  if (!conversation) throw new Error('The format is not translated.')
  const written = write(conversation, 'gemini-3-pro')
  expect(written.body).toEqual(body)
  expect(`${written.path}?${written.query}`).toBe(`${head.path}?${head.query}`)
  expect([receipt, written.receipt]).toEqual([new Receipt(), new Receipt()])
})
