import type { MessageCreateParams } from '@anthropic-ai/sdk/resources/messages'
import { describe, expect, test } from 'vitest'
import { basic, only, partsOf, read } from './reading.ts'

test('reads a request of Claude Code without losing anything', () => {
  const request = {
    ...basic,
    stream: true,
    system: [
      { type: 'text', text: 'You are Claude Code.' },
      { type: 'text', text: 'Rules.', cache_control: { type: 'ephemeral', ttl: '1h' } },
    ],
    tools: [
      {
        name: 'Read',
        description: 'Reads a file.',
        input_schema: { type: 'object', properties: { path: { type: 'string' } } },
        eager_input_streaming: true,
        cache_control: { type: 'ephemeral' },
      },
    ],
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    thinking: { type: 'adaptive' },
    output_config: { effort: 'high' },
    metadata: { user_id: 'user_1' },
    messages: [
      { role: 'user', content: 'Read a and b.' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 'gatehouse.openai-responses.s.enc' },
          { type: 'redacted_thinking', data: 'own' },
          { type: 'tool_use', id: 'toolu_a', name: 'Read', input: { path: 'a' } },
          { type: 'tool_use', id: 'toolu_b', name: 'Read', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'And c.', cache_control: { type: 'ephemeral' } },
          { type: 'tool_result', tool_use_id: 'toolu_a', content: 'A' },
          {
            type: 'tool_result',
            tool_use_id: 'toolu_b',
            content: [{ type: 'text', text: 'No.' }],
            is_error: true,
          },
        ],
      },
    ],
  } satisfies MessageCreateParams
  const { conversation, dropped, changed } = read(request)
  expect([...dropped, ...changed]).toEqual([])
  expect(conversation).toEqual({
    stream: true,
    maxOutputTokens: 100,
    tools: [
      {
        name: 'Read',
        description: 'Reads a file.',
        parameters: { type: 'object', properties: { path: { type: 'string' } } },
        cache: { lifetime: '5m' },
      },
    ],
    toolChoice: { type: 'auto' },
    parallelToolCalls: false,
    reasoning: { effort: 'high' },
    user: 'user_1',
    turns: [
      {
        role: 'system',
        parts: [
          { type: 'text', text: 'You are Claude Code.' },
          { type: 'text', text: 'Rules.', cache: { lifetime: '1h' } },
        ],
      },
      { role: 'user', parts: [{ type: 'text', text: 'Read a and b.' }] },
      {
        role: 'assistant',
        parts: [
          {
            type: 'reasoning',
            text: 'Hm',
            seal: { origin: 'openai-responses', value: 'enc', isRedacted: false },
          },
          {
            type: 'reasoning',
            text: '',
            seal: { origin: 'anthropic-messages', value: 'own', isRedacted: true },
          },
          { type: 'tool-call', id: 'toolu_a', name: 'Read', arguments: '{"path":"a"}' },
          { type: 'tool-call', id: 'toolu_b', name: 'Read', arguments: '{}' },
        ],
      },
      {
        role: 'tool',
        parts: [
          {
            ...{ type: 'tool-result', callId: 'toolu_a', name: 'Read', isError: false },
            content: [{ type: 'text', text: 'A' }],
          },
          {
            ...{ type: 'tool-result', callId: 'toolu_b', name: 'Read', isError: true },
            content: [{ type: 'text', text: 'No.' }],
          },
        ],
      },
      { role: 'user', parts: [{ type: 'text', text: 'And c.', cache: { lifetime: '5m' } }] },
    ],
  })
})

test('leaves out the line of Claude Code that would change the prompt in every request', () => {
  const line = 'x-anthropic-billing-header: cc_version=2.1.177; cch=36ee5;'
  const rules = { type: 'text', text: 'Rules.' }
  for (const system of [[{ type: 'text', text: line }, rules], `${line}\nRules.`]) {
    const { conversation, changed } = read({ ...basic, system })
    expect(conversation.turns[0]).toEqual({ role: 'system', parts: [rules] })
    expect(changed).toEqual(['system'])
  }
})

describe('content', () => {
  const data = { type: 'base64', media_type: 'image/png', data: 'AAAA' }
  test.each([
    [
      { type: 'image', source: data },
      { type: 'image', source: { type: 'data', mediaType: 'image/png', base64: 'AAAA' } },
    ],
    [
      { type: 'image', source: { type: 'url', url: 'https://a.example/b.png' } },
      { type: 'image', source: { type: 'url', url: 'https://a.example/b.png' } },
    ],
    [
      { type: 'document', source: { ...data, media_type: 'application/pdf' }, title: 'a.pdf' },
      {
        type: 'document',
        source: { type: 'data', mediaType: 'application/pdf', base64: 'AAAA' },
        name: 'a.pdf',
      },
    ],
    [
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Hi' } },
      { type: 'document', source: { type: 'data', mediaType: 'text/plain', base64: 'SGk=' } },
    ],
    [
      { type: 'document', source: { type: 'file', file_id: 'file_1' } },
      { type: 'document', source: { type: 'file', id: 'file_1', origin: 'anthropic-messages' } },
    ],
    [
      { type: 'thinking', thinking: 'Hm', signature: '' },
      { type: 'reasoning', text: 'Hm' },
    ],
  ])('%j', (block, part) => {
    expect(partsOf(only([block]))).toEqual([part])
  })

  test('finds pictures and documents within results', () => {
    const content = [
      { type: 'text', text: 'x' },
      { type: 'image', source: data },
    ]
    expect(partsOf(only([{ type: 'tool_result', tool_use_id: 'a', content }]))).toMatchObject([
      { type: 'tool-result', content: [{ type: 'text' }, { type: 'image' }] },
    ])
  })

  test('makes text of search results and notes it', () => {
    const block = { type: 'search_result', title: 'T', source: 's', content: [{ type: 'text', text: 'x' }] }
    expect(read(only([block]))).toMatchObject({
      changed: ['messages[0].content[0]'],
      conversation: { turns: [{ parts: [{ text: 'T\ns\nx' }] }] },
    })
  })

  test('notes members of blocks that other formats do not have', () => {
    const direct = { type: 'tool_use', id: 'a', name: 'b', input: {}, caller: { type: 'direct' } }
    const inCode = { ...direct, caller: { type: 'code_execution_20260120', tool_id: 'c' } }
    expect(read(only([direct, inCode], 'assistant')).dropped).toEqual(['messages[0].content[1].caller'])
  })

  test('notes what hosted tools did', () => {
    const blocks = [
      { type: 'server_tool_use', id: 'a', name: 'web_search', input: {} },
      { type: 'text', text: 'x' },
    ]
    expect(read(only(blocks, 'assistant'))).toMatchObject({ dropped: ['messages[0].content[0]'] })
  })

  test('reads a later turn of the system at its place', () => {
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'system', content: 'b' },
    ]
    expect(read({ ...basic, messages }).conversation.turns).toMatchObject([
      { role: 'user' },
      { role: 'system' },
    ])
  })
})
