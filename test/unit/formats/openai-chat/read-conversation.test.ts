import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions'
import { describe, expect, test } from 'vitest'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { changedOf, droppedOf, read } from './reading.ts'

test('reads every member that other formats know', () => {
  const body = {
    model: 'm',
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
    stream_options: { include_usage: true },
    tools: [
      { type: 'function', function: { name: 'look', description: 'Looks', parameters: {}, strict: true } },
    ],
    tool_choice: 'required',
    parallel_tool_calls: false,
    max_completion_tokens: 100,
    temperature: 0.5,
    top_p: 0.9,
    frequency_penalty: 0.1,
    presence_penalty: 0.2,
    stop: ['END'],
    seed: 7,
    n: 2,
    logprobs: true,
    top_logprobs: 3,
    response_format: { type: 'json_object' },
    reasoning_effort: 'high',
    verbosity: 'low',
    service_tier: 'flex',
    safety_identifier: 'someone',
    prompt_cache_key: 'key',
  } satisfies ChatCompletionCreateParams
  const { conversation, receipt } = read(body)
  expect(conversation).toEqual({
    stream: true,
    turns: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
    tools: [{ name: 'look', description: 'Looks', parameters: {}, strict: true }],
    toolChoice: { type: 'required' },
    parallelToolCalls: false,
    maxOutputTokens: 100,
    temperature: 0.5,
    topP: 0.9,
    topK: undefined,
    frequencyPenalty: 0.1,
    presencePenalty: 0.2,
    stopSequences: ['END'],
    seed: 7,
    choices: 2,
    topLogprobs: 3,
    outputFormat: { type: 'json' },
    verbosity: 'low',
    reasoning: { effort: 'high', budgetTokens: undefined, isShown: undefined },
    serviceTier: 'flex',
    user: 'someone',
    promptCacheKey: 'key',
  })
  expect(receipt).toEqual(new Receipt())
})

describe('tools', () => {
  const tools = [{ type: 'function', function: { name: 'look' } }]

  test.each([
    ['auto', { type: 'auto' }],
    ['none', { type: 'none' }],
    ['required', { type: 'required' }],
    ['any', { type: 'required' }],
    [
      { type: 'function', function: { name: 'look' } },
      { type: 'tool', name: 'look' },
    ],
  ])('reads the choice %j', (tool_choice, expected) => {
    expect(read({ tools, tool_choice }).conversation.toolChoice).toEqual(expected)
  })

  test('notes that the choice cannot be limited to some tools', () => {
    const tool_choice = { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [] } }
    expect(read({ tools, tool_choice }).conversation.toolChoice).toEqual({ type: 'required' })
    expect(droppedOf({ tools, tool_choice })).toEqual(['tool_choice.allowed_tools.tools'])
  })

  test('reads legacy functions as tools of which one is called at a time', () => {
    const { conversation } = read({ functions: [{ name: 'look' }], function_call: { name: 'look' } })
    expect(conversation).toMatchObject({
      tools: [{ name: 'look', parameters: { type: 'object', properties: {} } }],
      toolChoice: { type: 'tool', name: 'look' },
      parallelToolCalls: false,
    })
  })

  test('drops tools that run at the provider, and those with free text, with a reason', () => {
    expect(droppedOf({ tools: [{ type: 'web_search' }, { type: 'custom', custom: { name: 'x' } }] })).toEqual(
      ['tools[0]', 'tools[1]'],
    )
  })

  test('keeps the call of a tool with free text as a call with one argument', () => {
    const call = { id: 'a', type: 'custom', custom: { name: 'patch', input: '*** Begin' } }
    const messages = [{ role: 'assistant', tool_calls: [call] }]
    expect(read({ messages }).conversation.turns[0]?.parts).toMatchObject([
      { arguments: '{"input":"*** Begin"}' },
    ])
    expect(changedOf({ messages })).toEqual(['messages[0].tool_calls[0].custom'])
  })
})

describe('wishes', () => {
  test.each([
    [{ reasoning_effort: 'minimal' }, { effort: 'minimal' }],
    [{ reasoning: { effort: 'low', exclude: true } }, { effort: 'low', isShown: false }],
    [{ reasoning: { max_tokens: 2000 } }, { budgetTokens: 2000 }],
    [{ thinking: { type: 'disabled' } }, { effort: 'none' }],
    [{ thinking: { type: 'enabled', budget_tokens: 1024 } }, { budgetTokens: 1024 }],
    [{ enable_thinking: true }, { effort: 'medium' }],
    [{}, undefined],
  ])('reads reasoning of %j', (body, expected) => {
    const { reasoning } = read(body).conversation
    expect(reasoning && JSON.parse(JSON.stringify(reasoning))).toEqual(expected)
  })

  test('reads a JSON schema and its name', () => {
    const json_schema = { name: 'a', schema: { type: 'object' }, strict: true }
    expect(read({ response_format: { type: 'json_schema', json_schema } }).conversation.outputFormat).toEqual(
      {
        type: 'json-schema',
        description: undefined,
        ...json_schema,
      },
    )
  })

  test.each([
    [{ logprobs: true }, 0],
    [{ logprobs: true, top_logprobs: 2 }, 2],
    [{ logprobs: false }, undefined],
  ])('reads how many alternatives %j asks for', (body, expected) => {
    expect(read(body).conversation.topLogprobs).toBe(expected)
  })

  test.each([
    [{ max_tokens: 5 }, 5],
    [{ max_completion_tokens: 6 }, 6],
    [{ max_tokens: 5, max_completion_tokens: 6 }, 6],
  ])('reads the most tokens of %j', (body, expected) => {
    expect(read(body).conversation.maxOutputTokens).toBe(expected)
  })

  test('reads one stop sequence without a list', () => {
    expect(read({ stop: 'END' }).conversation.stopSequences).toEqual(['END'])
  })

  test('notes each member that no other format has', () => {
    const body = {
      logit_bias: { 1: 2 },
      metadata: { a: 'b' },
      store: true,
      modalities: ['text', 'audio'],
      audio: { voice: 'x' },
      prediction: { type: 'content', content: '' },
      web_search_options: {},
      stream_options: { include_obfuscation: true },
      min_p: 0.1,
    }
    expect(droppedOf(body).sort()).toEqual(
      [
        'stream_options.include_obfuscation',
        ...Object.keys(body).filter(name => name !== 'stream_options'),
      ].sort(),
    )
  })

  test('notes nothing that is at its default', () => {
    const body = {
      store: false,
      logit_bias: {},
      modalities: ['text'],
      audio: null,
      n: null,
    }
    expect(read(body).receipt).toEqual(new Receipt())
  })
})

test.each([
  [{ messages: {} }, 'messages'],
  [{ messages: [] }, 'messages'],
  [{ messages: [1] }, 'messages[0]'],
  [{ messages: [{ role: 'king' }] }, 'messages[0].role'],
  [{ messages: [{ role: 'user', content: 5 }] }, 'messages[0].content'],
  [
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] },
    'messages[0].content[0].image_url.url',
  ],
  [{ messages: [{ role: 'tool', content: '' }] }, 'messages[0].tool_call_id'],
  [{ messages: [{ role: 'assistant', tool_calls: [{ id: 'a' }] }] }, 'messages[0].tool_calls[0].function'],
  [{ tools: [{ type: 'function' }] }, 'tools[0].function'],
  [{ tool_choice: { type: 'x' } }, 'tool_choice.type'],
  [{ stop: [1] }, 'stop[0]'],
  [{ temperature: 'warm' }, 'temperature'],
  [{ response_format: { type: 'json_schema' } }, 'response_format.json_schema'],
])('names the place where %j is not the format’s', (body, path) => {
  expect(() => read(body)).toThrowError(
    expect.objectContaining({ code: 'request_invalid', message: expect.stringContaining(`"${path}"`) }),
  )
})
