import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions'
import { describe, expect, test } from 'vitest'
import type { Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { readConversation } from '../../../../gateway/formats/openai-chat/read-conversation.ts'
import { writeRequest } from '../../../../gateway/formats/openai-chat/write-request.ts'
import { call, hi, looks, messagesOf, result, sent, write } from './writing.ts'

test.each<[string, ChatCompletionCreateParams]>([
  [
    'a whole conversation with tools',
    {
      model: 'some-model',
      messages: [
        { role: 'system', content: 'Be kind' },
        {
          role: 'user',
          name: 'Ann',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'high' } },
            { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: 'Let me see.',
          tool_calls: [
            { id: 'functions.look:0', type: 'function', function: { name: 'look', arguments: '{"at": 1}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'functions.look:0', content: 'A cat' },
        { role: 'assistant', content: null, refusal: 'No' },
        { role: 'user', content: 'Well?' },
      ],
      tools: [
        { type: 'function', function: { name: 'look', parameters: { type: 'object' }, strict: false } },
      ],
      tool_choice: { type: 'function', function: { name: 'look' } },
      parallel_tool_calls: false,
      max_tokens: 100,
      temperature: 0,
      top_p: 0.5,
      frequency_penalty: 1,
      presence_penalty: 1,
      stop: ['a', 'b'],
      seed: 1,
      n: 2,
      logprobs: true,
      top_logprobs: 2,
      response_format: { type: 'json_schema', json_schema: { name: 'cat', schema: { type: 'object' } } },
      reasoning_effort: 'low',
      service_tier: 'flex',
      user: 'someone',
      prompt_cache_key: 'key',
      stream: true,
      stream_options: { include_usage: true },
    },
  ],
  [
    'a question to a reasoning model',
    {
      model: 'gpt-5.1',
      messages: [
        { role: 'developer', content: 'Answer in JSON' },
        { role: 'user', content: 'Hi' },
      ],
      max_completion_tokens: 100,
      reasoning_effort: 'none',
      verbosity: 'low',
      temperature: 0.5,
      response_format: { type: 'json_object' },
    },
  ],
])('writes %s as it was read', (_, body) => {
  const receipt = new Receipt()
  const head = { path: '', query: '', headers: {} }
  const conversation = readConversation({ head, body: { ...body } }, receipt)
  expect(writeRequest(conversation, { model: body.model }, receipt).body).toEqual(body)
  expect(receipt).toEqual(new Receipt())
})

describe('settings', () => {
  test.each([
    ['gpt-5', 'max_completion_tokens'],
    ['gpt-5-mini', 'max_completion_tokens'],
    ['gpt-6.1-sol', 'max_completion_tokens'],
    ['openai/o3', 'max_completion_tokens'],
    ['o4-mini', 'max_completion_tokens'],
    ['gpt-5-chat-latest', 'max_tokens'],
    ['gpt-4o', 'max_tokens'],
    ['olmo-2', 'max_tokens'],
    ['llama3.2', 'max_tokens'],
  ])('bounds the answer of %s by %s', (model, name) => {
    expect(write({ maxOutputTokens: 5 }, model).body).toMatchObject({ [name]: 5 })
  })

  test('leaves out what reasoning models refuse, with a note unless it is the default', () => {
    const { body, dropped } = write(
      { temperature: 0.5, topP: 1, stopSequences: ['x'], topLogprobs: 1 },
      'gpt-5',
    )
    expect(Object.keys(body)).toEqual(['model', 'messages'])
    expect(dropped).toEqual(['temperature', 'logprobs', 'stop'])
  })

  test.each([
    ['gpt-5', 'none', 'minimal'],
    ['gpt-5', 'xhigh', 'high'],
    ['gpt-5.1', 'none', 'none'],
    ['gpt-5.2', 'max', 'xhigh'],
    ['gpt-5.6-sol', 'max', 'max'],
    ['gpt-6-sol', 'minimal', 'low'],
    ['gpt-6-sol', 'xhigh', 'xhigh'],
    ['o3', 'minimal', 'low'],
    ['o3', 'none', 'low'],
    ['qwen3', 'max', 'high'],
    ['qwen3', 'none', undefined],
    ['gpt-4o', 'high', undefined],
    ['gpt-4o', 'none', undefined],
  ] as const)('asks %s for the effort %s as %s', (model, effort, expected) => {
    expect(write({ reasoning: { effort } }, model).body.reasoning_effort).toBe(expected)
  })

  test.each([
    ['gpt-5.5', 'low', 'low', []],
    ['openai/gpt-6-sol', 'high', 'high', []],
    ['o3', 'low', undefined, ['verbosity']],
    ['gpt-5-chat-latest', 'low', undefined, ['verbosity']],
    ['qwen3', 'low', undefined, ['verbosity']],
    ['qwen3', 'medium', undefined, []],
  ])('asks %s to be as verbose as “%s” only if it takes that', (model, verbosity, expected, noted) => {
    const { body, dropped } = write({ verbosity }, model)
    expect([body.verbosity, dropped]).toEqual([expected, noted])
  })

  test('sends a hash for identifiers that OpenAI refuses as too long, such as Claude Code’s', () => {
    const user = JSON.stringify({ device_id: '0'.repeat(64), account_uuid: '', session_id: '1'.repeat(36) })
    const { body, changed } = write({ user, promptCacheKey: 'k'.repeat(65) })
    expect(body).toMatchObject({
      user: expect.stringMatching(/^[\da-f]{64}$/),
      prompt_cache_key: expect.stringMatching(/^[\da-f]{64}$/),
    })
    expect(body.user).toBe(write({ user }).body.user)
    expect(body.user).not.toBe(write({ user: `${user}.` }).body.user)
    expect(changed).toEqual(['user', 'prompt_cache_key'])
  })

  test('asks for a budget of thinking as an effort, and says so', () => {
    const { body, changed } = write({ reasoning: { budgetTokens: 4000 } })
    expect(body.reasoning_effort).toBe('medium')
    expect(changed).toEqual(['reasoning'])
  })

  test('notes what the format cannot say', () => {
    const turns: Turn[] = [{ role: 'user', parts: [{ type: 'text', text: 'Hi', cache: { lifetime: '5m' } }] }]
    const { dropped } = write({
      turns,
      topK: 5,
      serviceTier: 'standard_only',
      toolChoice: { type: 'required' },
    })
    expect(dropped).toEqual(['messages[0].content[0].cache_control', 'tool_choice', 'top_k', 'service_tier'])
  })

  test('asks for JSON in words too, where nobody has said the word: the provider refuses it otherwise', () => {
    const said: Turn = { role: 'user', parts: [{ type: 'text', text: 'Answer in Json' }] }
    const outputFormat = { type: 'json' } as const
    expect(write({ outputFormat, turns: [said] }).body.messages).toHaveLength(1)
    const { body, changed } = write({ outputFormat, turns: [said, hi].slice(1) })
    expect(body.messages).toEqual([
      { role: 'system', content: 'Answer with JSON.' },
      { role: 'user', content: 'Hi' },
    ])
    expect(changed).toEqual(['response_format'])
  })

  test.each([
    ['gpt-5.1', 'low', 'low', []],
    ['maker/gpt-5-mini', 'medium', 'medium', []],
    ['gpt-4o', 'low', undefined, ['verbosity']],
    ['llama', 'medium', undefined, []],
  ] as const)('asks %s to say %s', (model, verbosity, expected, lost) => {
    const { body, dropped } = write({ verbosity }, model)
    expect([body.verbosity, dropped]).toEqual([expected, lost])
  })

  test('says nothing of parallel calls to models that never make any and refuse the member', () => {
    expect(write({ tools: [looks], parallelToolCalls: false }, 'o3').body).not.toHaveProperty(
      'parallel_tool_calls',
    )
  })

  test('sends four stop sequences at most', () => {
    const { body, changed } = write({ stopSequences: ['a', 'b', 'c', 'd', 'e'] })
    expect(body.stop).toEqual(['a', 'b', 'c', 'd'])
    expect(changed).toEqual(['stop'])
  })
})

describe('tools', () => {
  test('shortens a name that is not allowed, everywhere, and says what it was', () => {
    const long = `mcp.${'x'.repeat(80)}`
    const { body, toolNames, changed } = write({
      tools: [{ ...looks, name: long }],
      toolChoice: { type: 'tool', name: long },
      turns: [hi, { role: 'assistant', parts: [call('a', long)] }, { role: 'tool', parts: [result('a')] }],
    })
    const [[name = ''] = []] = [...(toolNames ?? [])]
    expect(name).toMatch(/^mcp_x+_[0-9a-f]{10}$/)
    expect(name).toHaveLength(64)
    expect(toolNames?.get(name)).toBe(long)
    expect(body).toMatchObject({
      messages: [{}, { tool_calls: [sent('a', name)] }, {}],
      tools: [{ function: { name } }],
      tool_choice: { function: { name } },
    })
    expect(changed).toEqual(['tools'])
  })

  test('keeps foreign ids, and replaces one that is too long on the call and on its result', () => {
    const long = 'toolu_'.repeat(20)
    const messages = messagesOf(
      hi,
      { role: 'assistant', parts: [call('toolu_1'), call(long)] },
      {
        role: 'tool',
        parts: [result('toolu_1'), result(long)],
      },
    )
    const replaced = expect.stringMatching(/^call_[0-9a-f]{24}$/)
    expect(messages).toMatchObject([
      {},
      { tool_calls: [{ id: 'toolu_1' }, { id: replaced }] },
      { tool_call_id: 'toolu_1' },
      { tool_call_id: replaced },
    ])
  })

  test('asks for strict mode only where the schema keeps to it', () => {
    const closed = { type: 'object', properties: {}, required: [], additionalProperties: false }
    const open = { type: 'object', properties: { a: {} } }
    const { body, changed } = write({
      tools: [
        { name: 'a', parameters: closed, strict: true },
        { name: 'b', parameters: open, strict: true },
        { name: 'c', parameters: open },
      ],
    })
    expect(body.tools).toMatchObject([{ function: { strict: true } }, { function: { strict: false } }, {}])
    expect(changed).toEqual(['tools[1].strict'])
  })

  test('does not follow a schema without end', () => {
    const schema: Record<string, unknown> = { type: 'array' }
    schema.items = schema
    const format = { type: 'json-schema', schema, strict: true } as const
    const receipt = new Receipt()
    writeRequest({ stream: false, turns: [hi], tools: [], outputFormat: format }, { model: 'm' }, receipt)
    expect(receipt.changed).toMatchObject([{ path: 'response_format.strict' }])
  })
})
