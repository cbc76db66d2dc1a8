import fc from 'fast-check'
import type { ResponseCreateParams } from 'openai/resources/responses/responses'
import { describe, expect, test } from 'vitest'
import type { Conversation } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { readResponsesConversation } from '../../../../gateway/formats/openai-responses/read-conversation.ts'

const head = { path: '/v1/responses', query: '', headers: {} }

function read(body: object): Conversation & { readonly receipt: Receipt } {
  const receipt = new Receipt()
  return { ...readResponsesConversation({ head, body: { ...body } }, receipt), receipt }
}

const readRequest = (body: ResponseCreateParams) => read(body)
const turnsOf = (...input: object[]) => read({ input }).turns
const pathsOf = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path)
const refused = (body: object) => () => read(body)

const text = (said: string) => ({ type: 'text', text: said })

describe('what is said', () => {
  test('is one text of the user', () => {
    expect(read({ input: 'Hi' }).turns).toEqual([{ role: 'user', parts: [text('Hi')] }])
  })

  test('stays in order, whoever says it, and instructions come first', () => {
    const { turns, receipt } = readRequest({
      instructions: 'Be brief.',
      input: [
        { role: 'developer', content: 'Speak German.' },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
        {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'Hallo', annotations: [] }],
        },
        { role: 'system', content: 'Now French.' },
      ],
    })
    expect(turns).toEqual([
      { role: 'system', parts: [text('Be brief.')] },
      { role: 'developer', parts: [text('Speak German.')] },
      { role: 'user', parts: [text('Hi')] },
      { role: 'assistant', parts: [text('Hallo')] },
      { role: 'system', parts: [text('Now French.')] },
    ])
    expect(receipt).toMatchObject({ dropped: [], changed: [] })
  })

  test('may be pictures, files, sound and a refusal', () => {
    const user = [
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
      { type: 'input_image', image_url: 'https://example.com/a.png' },
      { type: 'input_image', file_id: 'file-1' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' },
      { type: 'input_file', file_url: 'https://example.com/a.pdf' },
      { type: 'input_audio', input_audio: { data: 'CCCC', format: 'wav' } },
    ]
    const assistant = [{ type: 'refusal', refusal: 'No.' }]
    expect(turnsOf({ role: 'user', content: user }, { role: 'assistant', content: assistant })).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'image', source: { type: 'data', mediaType: 'image/png', base64: 'AAAA' }, detail: 'low' },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          { type: 'image', source: { type: 'file', id: 'file-1', origin: 'openai-responses' } },
          {
            type: 'document',
            source: { type: 'data', mediaType: 'application/pdf', base64: 'BBBB' },
            name: 'a.pdf',
          },
          { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
          { type: 'audio', base64: 'CCCC', format: 'wav' },
        ],
      },
      { role: 'assistant', parts: [{ type: 'refusal', text: 'No.' }] },
    ])
  })
})

test('reads how the answer is wanted', () => {
  const schema = { type: 'object', properties: {} }
  const { receipt, ...conversation } = readRequest({
    stream: true,
    max_output_tokens: 100,
    temperature: 0.5,
    top_p: 0.9,
    parallel_tool_calls: false,
    text: { format: { type: 'json_schema', name: 'a', schema, strict: true }, verbosity: 'low' },
    reasoning: { effort: 'high', summary: 'auto' },
    include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
    top_logprobs: 3,
    service_tier: 'flex',
    safety_identifier: 'person',
    prompt_cache_key: 'key',
    store: false,
    truncation: 'disabled',
    background: false,
    metadata: {},
  })
  expect(conversation).toMatchObject({
    stream: true,
    maxOutputTokens: 100,
    temperature: 0.5,
    topP: 0.9,
    parallelToolCalls: false,
    outputFormat: { type: 'json-schema', name: 'a', schema, strict: true },
    verbosity: 'low',
    reasoning: { effort: 'high', isShown: true },
    topLogprobs: 3,
    serviceTier: 'flex',
    user: 'person',
    promptCacheKey: 'key',
  })
  expect(receipt).toMatchObject({ dropped: [], changed: [] })
})

test('says of everything else that it is left out', () => {
  const { receipt } = read({
    input: [
      { role: 'assistant', phase: 'commentary', content: 'Hi' },
      { type: 'web_search_call', id: 'ws_1', status: 'completed' },
      { role: 'user', content: [{ type: 'input_hologram' }] },
    ],
    store: true,
    metadata: { a: 'b' },
    truncation: 'auto',
    max_tool_calls: 3,
    include: ['web_search_call.results'],
    prompt_cache_retention: '24h',
    moderation: { model: 'a' },
    reasoning: { context: 'all_turns', summary: 'detailed' },
    stream_options: { include_obfuscation: true },
    novelty: 1,
  })
  expect(pathsOf(receipt.dropped).toSorted()).toEqual([
    'include[0]',
    'input[0].phase',
    'input[1]',
    'input[2].content[0]',
    'max_tool_calls',
    'moderation',
    'novelty',
    'prompt_cache_retention',
    'reasoning.context',
    'store',
    'stream_options.include_obfuscation',
    'truncation',
  ])
  expect(pathsOf(receipt.changed).toSorted()).toEqual(['metadata', 'reasoning.summary'])
})

test.each([
  [{ previous_response_id: 'resp_1' }, '"previous_response_id" names a conversation'],
  [{ conversation: 'conv_1' }, '"conversation" names a conversation'],
  [{ conversation: { id: 'conv_1' } }, '"conversation" names a conversation'],
  [{ prompt: { id: 'pmpt_1' } }, '"prompt" names a template'],
  [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, '"input[0]" refers to an item'],
  [{ input: [{ type: 'compaction', encrypted_content: 'g' }] }, '"input[0]" is a conversation'],
])('refuses %j, which another provider keeps', (body, reason) => {
  expect(refused(body)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  expect(refused(body)).toThrow(reason)
})

test.each([
  [{ input: 5 }, '"input"'],
  [{ input: [5] }, '"input[0]"'],
  [{ input: [{ type: 5 }] }, '"input[0].type"'],
  [{ input: [{ role: 'wizard', content: 'Hi' }] }, '"input[0].role"'],
  [{ input: [{ role: 'user', content: 5 }] }, '"input[0].content"'],
  [{ input: [{ role: 'user', content: [null] }] }, '"input[0].content[0]"'],
  [{ input: [{ role: 'user', content: [{ type: 'input_text' }] }] }, '"input[0].content[0].text"'],
  [{ input: [{ role: 'user', content: [{ type: 'input_image' }] }] }, '"input[0].content[0]"'],
  [{ input: [{ type: 'function_call', name: 'a', arguments: {} }] }, '"input[0].arguments"'],
  [{ input: [{ type: 'function_call_output', output: '' }] }, '"input[0].call_id"'],
  [{ input: [{ type: 'reasoning', summary: 'a' }] }, '"input[0].summary"'],
  [{ tools: {} }, '"tools"'],
  [{ tools: [{ type: 'function' }] }, '"tools[0].name"'],
  [{ tools: [{ type: 'function', name: 'a', strict: 'yes' }] }, '"tools[0].strict"'],
  [{ tool_choice: 5 }, '"tool_choice"'],
  [{ text: { format: { type: 'json_schema', name: 'a' } } }, '"text.format.schema"'],
  [{ reasoning: 'high' }, '"reasoning"'],
  [{ temperature: 'hot' }, '"temperature"'],
])('refuses %j with the path', (body, path) => {
  expect(refused(body)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  expect(refused(body)).toThrow(path)
})

test('nothing that a caller sends makes it throw another error', () => {
  const types = [
    'message',
    'function_call',
    'custom_tool_call_output',
    'reasoning',
    'shell_call',
    'local_shell_call',
  ]
  const kinds = ['function', 'custom', 'namespace', 'local_shell', 'shell', 'tool_search']
  const some = (type: fc.Arbitrary<unknown>) =>
    fc.record(
      {
        type,
        role: fc.constantFrom('user', 'assistant', 5),
        name: fc.oneof(fc.string(), fc.jsonValue()),
        content: fc.jsonValue(),
        arguments: fc.oneof(fc.string(), fc.jsonValue()),
        output: fc.jsonValue(),
        call_id: fc.oneof(fc.string(), fc.jsonValue()),
        tools: fc.jsonValue(),
        parameters: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    )
  const body = fc.record(
    {
      input: fc.oneof(fc.array(some(fc.constantFrom(...types, undefined))), fc.jsonValue()),
      tools: fc.oneof(fc.array(some(fc.constantFrom(...kinds))), fc.jsonValue()),
      tool_choice: fc.jsonValue(),
      text: fc.jsonValue(),
      reasoning: fc.jsonValue(),
      include: fc.jsonValue(),
      metadata: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(body, request => {
      try {
        read(request)
      } catch (error) {
        expect(error).toMatchObject({ code: 'request_invalid' })
      }
    }),
    { numRuns: 500 },
  )
})
