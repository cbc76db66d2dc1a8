import { describe, expect, test } from 'vitest'
import type { JsonRecord } from '../../../../gateway/bytes/json-value.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { geminiGenerate } from '../../../../gateway/formats/gemini-generate/index.ts'

const hi = { role: 'user', parts: [{ text: 'Hi' }] }

function read(body: JsonRecord, action = 'generateContent') {
  const receipt = new Receipt()
  const head = { path: `/v1beta/models/gemini-2.5-flash:${action}`, query: '', headers: {} }
  const conversation = geminiGenerate.caller.translation?.readConversation({ head, body }, receipt)
  if (!conversation) throw new Error('The format is not translated.')
  return { conversation, receipt }
}

const partsOf = (...parts: unknown[]) => read({ contents: [{ role: 'user', parts }] }).conversation.turns
const droppedPaths = (body: JsonRecord) => read(body).receipt.dropped.map(({ path }) => path)

test('a text, and whether it is to be streamed, which the path says', () => {
  expect(read({ contents: [hi] }).conversation).toMatchObject({
    stream: false,
    turns: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
    tools: [],
  })
  expect(read({ contents: [hi] }, 'streamGenerateContent').conversation.stream).toBe(true)
})

test('every member in either spelling', () => {
  const camel = {
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [{ role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: 'AA==' } }] }],
    generationConfig: { maxOutputTokens: 9, topK: 4, stopSequences: ['x'], candidateCount: 2, seed: 5 },
    tools: [{ functionDeclarations: [{ name: 'f' }] }],
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
  }
  const snake = {
    system_instruction: { parts: [{ text: 'Be brief.' }] },
    contents: [{ role: 'user', parts: [{ inline_data: { mime_type: 'image/png', data: 'AA==' } }] }],
    generation_config: { max_output_tokens: 9, top_k: 4, stop_sequences: ['x'], candidate_count: 2, seed: 5 },
    tools: [{ function_declarations: [{ name: 'f' }] }],
    tool_config: { function_calling_config: { mode: 'ANY', allowed_function_names: ['f'] } },
  }
  expect(read(snake).conversation).toEqual(read(camel).conversation)
  expect(read(camel).conversation).toMatchObject({
    maxOutputTokens: 9,
    topK: 4,
    stopSequences: ['x'],
    choices: 2,
    seed: 5,
    toolChoice: { type: 'tool', name: 'f' },
    turns: [
      { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'image', source: { type: 'data', mediaType: 'image/png' } }] },
    ],
  })
  expect(read(camel).receipt).toEqual(new Receipt())
})

describe('parts', () => {
  test.each([
    [
      'a picture at an address',
      { fileData: { fileUri: 'https://x.test/a.png', mimeType: 'image/png' } },
      { type: 'image', source: { type: 'url', url: 'https://x.test/a.png', mediaType: 'image/png' } },
    ],
    [
      'a file that the provider keeps',
      {
        fileData: {
          fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/a1',
          mimeType: 'application/pdf',
        },
      },
      { type: 'document', source: { type: 'file', origin: 'gemini-generate', mediaType: 'application/pdf' } },
    ],
    [
      'a document',
      { inlineData: { mimeType: 'application/pdf', data: 'AA==', displayName: 'a.pdf' } },
      { type: 'document', name: 'a.pdf', source: { type: 'data', mediaType: 'application/pdf' } },
    ],
    [
      'sound',
      { inlineData: { mimeType: 'audio/mpeg', data: 'AA==' } },
      { type: 'audio', base64: 'AA==', format: 'mp3' },
    ],
    ['a thought', { text: 'Hm.', thought: true }, { type: 'reasoning', text: 'Hm.' }],
  ])('%s', (_, part, hub) => {
    expect(partsOf(part)).toMatchObject([{ role: 'user', parts: [hub] }])
  })

  test('a signature stands at its call, and behind its text', () => {
    const seal = { origin: 'gemini-generate', value: 'c2ln' }
    expect(
      read({
        contents: [
          hi,
          {
            role: 'model',
            parts: [
              { text: 'Yes', thoughtSignature: 'c2ln' },
              { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' },
            ],
          },
        ],
      }).conversation.turns[1],
    ).toMatchObject({
      role: 'assistant',
      parts: [
        { type: 'text', text: 'Yes' },
        { type: 'reasoning', text: '', seal },
        { type: 'tool-call', name: 'f', arguments: '{"a":1}', seal },
      ],
    })
  })

  test('code that ran at its provider, films and settings of a part are dropped by name', () => {
    const parts = [
      { executableCode: { code: '1' } },
      { codeExecutionResult: { outcome: 'OUTCOME_OK' } },
      { inlineData: { mimeType: 'video/mp4', data: 'AA==' }, videoMetadata: { fps: 1 } },
      { text: 'Hi' },
    ]
    expect(droppedPaths({ contents: [{ parts }] })).toEqual([
      'contents[0].parts[0].executableCode',
      'contents[0].parts[1].codeExecutionResult',
      'contents[0].parts[2].inlineData',
      'contents[0].parts[2].videoMetadata',
    ])
  })
})

describe('calls and their responses', () => {
  const call = (name: string, id?: string) => ({ functionCall: { name, args: {}, ...(id ? { id } : {}) } })
  const response = (name: string, value: object, id?: string) => ({
    functionResponse: { name, response: value, ...(id ? { id } : {}) },
  })
  const turnsOf = (calls: object[], responses: object[]) =>
    read({ contents: [hi, { role: 'model', parts: calls }, { role: 'user', parts: responses }] }).conversation
      .turns

  test('without ids are paired by name and order, with ids that are the same each time', () => {
    const calls = [call('f'), call('g'), call('f')]
    const responses = [
      response('g', {}),
      response('f', { output: 'first' }),
      response('f', { output: 'second' }),
    ]
    const [, asked, told] = turnsOf(calls, responses)
    const ids = asked?.parts.map(part => (part.type === 'tool-call' ? part.id : ''))
    expect(new Set(ids).size).toBe(3)
    expect(told?.parts.map(part => (part.type === 'tool-result' ? part.callId : ''))).toEqual([
      ids?.[1],
      ids?.[0],
      ids?.[2],
    ])
    expect(turnsOf(calls, responses)).toEqual(turnsOf(calls, responses))
    for (const id of ids ?? []) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
  })

  test('keep ids that are given', () => {
    const turns = turnsOf([call('f', 'a.1:x')], [response('f', {}, 'a.1:x')])
    expect(turns).toMatchObject([{}, { parts: [{ id: 'a.1:x' }] }, { parts: [{ callId: 'a.1:x' }] }])
  })

  test.each([
    ['output', { output: 'sunny' }, 'sunny', false],
    ['result', { result: [1] }, '[1]', false],
    ['error', { error: 'no network' }, 'no network', true],
    ['any object', { sun: true, degrees: 3 }, '{"sun":true,"degrees":3}', false],
  ])('%s of a response', (_, value, text, isError) => {
    expect(turnsOf([call('f')], [response('f', value)])[2]).toMatchObject({
      role: 'tool',
      parts: [{ type: 'tool-result', name: 'f', content: [{ type: 'text', text }], isError }],
    })
  })

  test('responses and text of one content are two turns, the responses first', () => {
    const turns = turnsOf([call('f')], [{ text: 'And now?' }, response('f', {})])
    expect(turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'user'])
  })
})

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
      safetySettings: [],
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

test.each([
  ['contents that are no array', { contents: 'Hi' }, '"contents"'],
  ['a content that is no object', { contents: ['Hi'] }, 'contents[0]'],
  ['a part that is no object', { contents: [{ parts: [7] }] }, 'contents[0].parts[0]'],
  ['an unknown role', { contents: [{ role: 'x', parts: [] }] }, 'contents[0].role'],
  ['a text that is none', { contents: [{ parts: [{ text: 7 }] }] }, 'contents[0].parts[0].text'],
  ['a number that is none', { contents: [hi], generationConfig: { topP: 'x' } }, 'generationConfig.topP'],
  ['a member twice', { contents: [hi], toolConfig: {}, tool_config: {} }, 'toolConfig'],
  ['an unknown mode', { contents: [hi], toolConfig: { functionCallingConfig: { mode: 'X' } } }, 'mode'],
  ['a cache elsewhere', { contents: [hi], cachedContent: 'cachedContents/a' }, 'cachedContent'],
])('%s is refused with its name', (_, body, name) => {
  expect(() => read(body)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  expect(() => read(body)).toThrow(name)
})

test('a schema of any depth is read', () => {
  let parameters: object = { type: 'STRING' }
  for (let level = 0; level < 5000; level++) parameters = { type: 'ARRAY', items: parameters }
  const tools = [{ functionDeclarations: [{ name: 'f', parameters }] }]
  expect(read({ contents: [hi], tools }).conversation.tools).toHaveLength(1)
})
