import { describe, expect, test } from 'vitest'
import type { JsonRecord } from '../../../../gateway/bytes/json-value.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { hi, readGenerate as read } from '../../../support/generated-content.ts'

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
