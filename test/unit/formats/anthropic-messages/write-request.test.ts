import type { MessageCreateParams } from '@anthropic-ai/sdk/resources/messages'
import { describe, expect, test } from 'vitest'
import type { Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { readConversation } from '../../../../gateway/formats/anthropic-messages/read-conversation.ts'
import { call, hi, newer, older, result, said, tool, write } from './writing.ts'

const messagesOf = (...turns: readonly Turn[]) =>
  write({ turns, tools: [tool] }).body.messages.map(({ role, content }) => [
    role,
    ...(Array.isArray(content) ? content.map(block => ('text' in block ? block.text : block.type)) : []),
  ])

test('writes back what was read from a request of the same format', () => {
  const request = {
    model: newer,
    max_tokens: 100,
    stream: true,
    system: [{ type: 'text', text: 'Rules.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 's1' },
          { type: 'tool_use', id: 'toolu_1', name: 'read', input: { a: 1 } },
          { type: 'redacted_thinking', data: 'r' },
          { type: 'thinking', thinking: 'So', signature: 's2' },
          { type: 'tool_use', id: 'toolu_2', name: 'read', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 'toolu_1',
            content: [
              { type: 'text', text: 'x' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            ],
          },
          { type: 'tool_result', tool_use_id: 'toolu_2', is_error: true },
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' },
            title: 'a.pdf',
          },
          { type: 'text', text: 'b', cache_control: { type: 'ephemeral' } },
        ],
      },
    ],
    tools: [{ name: 'read', description: 'Reads.', input_schema: { type: 'object', properties: {} } }],
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    thinking: { type: 'adaptive', display: 'summarized' },
    output_config: { effort: 'xhigh' },
    stop_sequences: ['END'],
    metadata: { user_id: 'u' },
    service_tier: 'standard_only',
  } satisfies MessageCreateParams
  const head = { path: '/v1/messages', query: '', headers: {} }
  const conversation = readConversation({ head, body: request }, new Receipt())
  const { body, path, dropped, changed } = write(conversation)
  expect(body).toEqual(request)
  expect(path).toBe('/v1/messages')
  expect([...dropped, ...changed]).toEqual([])
})

describe('turns', () => {
  test('of parallel results are one message of the user, the results first', () => {
    const turns = [
      hi,
      said('assistant', call('a'), call('b')),
      said('tool', result('a')),
      said('user', 'x'),
      said('tool', result('b')),
    ]
    expect(messagesOf(...turns)).toEqual([
      ['user', 'Hi'],
      ['assistant', 'tool_use', 'tool_use'],
      ['user', 'tool_result', 'tool_result', 'x'],
    ])
  })

  test('of instructions lead the system, later ones stay in place', () => {
    const { body, changed } = write({
      turns: [said('system', 'a'), said('developer', 'b'), hi, said('developer', 'c')],
    })
    expect(body.system).toEqual([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ])
    expect(body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'c' },
        ],
      },
    ])
    expect(changed).toEqual(['messages[1].role', 'messages[3]'])
  })

  test('leave out blank text, and never become empty', () => {
    expect(messagesOf(hi, said('assistant', ' ', call('a')), said('tool', result('a')))[1]).toEqual([
      'assistant',
      'tool_use',
    ])
    expect(messagesOf(said('user', ''))).toEqual([['user', '(empty message)']])
    expect(messagesOf(hi, said('assistant', ''), said('user', 'x'))).toEqual([['user', 'Hi', 'x']])
  })

  test('with a call or a result without its partner say it in text', () => {
    expect(messagesOf(hi, said('assistant', call('a')), said('user', 'x'))).toEqual([
      ['user', 'Hi'],
      ['assistant', 'Called the tool read with {}.'],
      ['user', 'x'],
    ])
    expect(messagesOf(hi, said('tool', result('gone', 'r')))).toEqual([
      ['user', 'Hi', 'Result of a tool:', 'r'],
    ])
  })

  test('say in text that a tool failed where its result has files', () => {
    const image: Part = { type: 'image', source: { type: 'url', url: 'https://a.example' } }
    const failed: Part = { type: 'tool-result', callId: 'a', content: [image], isError: true } as Part
    const { body, changed } = write({
      turns: [hi, said('assistant', call('a')), said('tool', failed)],
      tools: [tool],
    })
    expect(body.messages[2]?.content).toEqual([
      {
        type: 'tool_result',
        tool_use_id: 'a',
        content: [
          { type: 'text', text: 'The tool failed.' },
          { type: 'image', source: { type: 'url', url: 'https://a.example' } },
        ],
      },
    ])
    expect(changed).toEqual(['messages[2].content[0]'])
  })

  test('that the assistant would begin have a user before them', () => {
    expect(messagesOf(said('assistant', 'a'), said('user', 'b'))[0]).toEqual(['user', 'Begin.'])
  })

  test('that end with the assistant are continued where the model can, and asked for where not', () => {
    const turns = [hi, said('assistant', 'Once ')]
    expect(write({ turns }, older).body.messages.at(-1)).toEqual({
      role: 'assistant',
      content: [{ type: 'text', text: 'Once' }],
    })
    expect(write({ turns }, 'claude-sonnet-4-6')).toMatchObject({ changed: ['messages'] })
    expect(messagesOf(...turns).at(-1)?.[0]).toBe('user')
  })

  test('rewrite ids that are not allowed, alike for call and result, and leave others', () => {
    const turns = [
      hi,
      said('assistant', call('functions.Read:0'), call('call_1')),
      said('tool', result('functions.Read:0'), result('call_1')),
    ]
    const [, calls, results] = write({ turns, tools: [tool] }).body.messages
    const ids = ((calls?.content ?? []) as { id: string }[]).map(({ id }) => id)
    expect(ids).toEqual([expect.stringMatching(/^toolu_[0-9a-f]{24}$/), 'call_1'])
    expect(results?.content).toMatchObject(ids.map(tool_use_id => ({ tool_use_id })))
  })

  test('keep thinking of the provider alone', () => {
    const foreign: Part = { type: 'reasoning', text: 'x', seal: { origin: 'openai-responses', value: 'e' } }
    const { body, changed } = write({
      turns: [hi, said('assistant', foreign, { type: 'reasoning', text: 'y' }, 'a'), hi],
    })
    expect(body.messages[1]?.content).toEqual([{ type: 'text', text: 'a' }])
    expect(changed).toEqual(['messages[1].content[0]', 'messages[1].content[1]'])
  })

  test.each([
    ['', {}],
    ['null', {}],
    ['[1]', { arguments: [1] }],
    ['{"a', { arguments: '{"a' }],
  ])('write arguments %j as an object', (written, input) => {
    const { body } = write({
      turns: [hi, said('assistant', call('a', written)), said('tool', result('a'))],
      tools: [tool],
    })
    expect(body.messages[1]?.content).toMatchObject([{ input }])
  })

  test('note pictures and sounds that the provider does not take', () => {
    const parts: readonly Part[] = [
      { type: 'audio', base64: 'AA', format: 'wav' },
      { type: 'image', source: { type: 'data', mediaType: 'image/bmp', base64: 'AA' } },
      { type: 'image', source: { type: 'url', url: 'https://a.example/b' }, detail: 'high' },
    ]
    const { body, dropped } = write({ turns: [said('user', ...parts)] })
    expect(body.messages).toMatchObject([{ content: [{ source: { type: 'url' } }] }])
    expect(dropped).toEqual([
      'messages[0].content[0]',
      'messages[0].content[1]',
      'messages[0].content[2].detail',
    ])
  })
})
