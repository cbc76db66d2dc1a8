import type { ChatRequest } from 'ollama'
import { describe, expect, test } from 'vitest'
import type { JsonRecord } from '../../../../gateway/bytes/json-value.ts'
import type { Conversation, ReasoningWish, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { ollamaChat } from '../../../../gateway/formats/ollama-chat/index.ts'

const base64 = Buffer.from('\x89PNG\r\n\x1a\n0123456789', 'latin1').toString('base64')
const hello: Turn = { role: 'user', parts: [{ type: 'text', text: 'Hi' }] }

function write(conversation: Partial<Conversation>, model = 'llama3.2') {
  const receipt = new Receipt()
  const written = ollamaChat.provider.translation?.writeRequest(
    { stream: false, turns: [hello], tools: [], ...conversation },
    { model },
    receipt,
  )
  if (!written) throw new Error('The format has no translation')
  const paths = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path)
  return { ...written, dropped: paths(receipt.dropped), changed: paths(receipt.changed) }
}

describe('a request', () => {
  test('says whether it asks for a stream, because a stream is what the server does else', () => {
    expect(write({})).toMatchObject({
      path: '/api/chat',
      query: '',
      body: { model: 'llama3.2', messages: [{ role: 'user', content: 'Hi' }], stream: false },
      dropped: [],
      changed: [],
    })
    expect(write({ stream: true }).body.stream).toBe(true)
  })

  test('has everything that the format can say, as its client writes it', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } }
    const { body, dropped, changed } = write({
      maxOutputTokens: 99,
      temperature: 0,
      topP: 0.9,
      topK: 40,
      frequencyPenalty: 0.5,
      presencePenalty: 0.25,
      seed: 7,
      stopSequences: ['END'],
      topLogprobs: 2,
      outputFormat: { type: 'json-schema', schema, name: 'answer', strict: true },
    })
    expect(body).toEqual({
      model: 'llama3.2',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: false,
      format: schema,
      logprobs: true,
      top_logprobs: 2,
      options: {
        temperature: 0,
        top_p: 0.9,
        top_k: 40,
        frequency_penalty: 0.5,
        presence_penalty: 0.25,
        num_predict: 99,
        seed: 7,
        stop: ['END'],
      },
    } satisfies ChatRequest)
    expect([dropped, changed]).toEqual([[], []])
  })

  test('asks for the chosen tokens alone', () => {
    const { body } = write({ topLogprobs: 0 })
    expect([body.logprobs, body.top_logprobs]).toEqual([true, undefined])
  })

  test('drops what the format cannot say, and says so', () => {
    const { dropped } = write({
      turns: [{ ...hello, name: 'Ann', parts: [{ type: 'text', text: 'Hi', cache: { lifetime: '5m' } }] }],
      tools: [{ name: 'f', parameters: {}, strict: true }],
      toolChoice: { type: 'required' },
      parallelToolCalls: false,
      choices: 2,
      serviceTier: 'flex',
      user: 'ann',
      promptCacheKey: 'k',
      verbosity: 'low',
      reasoning: { effort: 'high' },
    })
    expect(dropped.toSorted()).toEqual(
      [
        'cache_control',
        'messages[0].name',
        'n',
        'parallel_tool_calls',
        'prompt_cache_key',
        'verbosity',
        'reasoning',
        'service_tier',
        'tool_choice',
        'tools[0].strict',
        'user',
      ].toSorted(),
    )
  })

  test('says nothing of members at their default', () => {
    const { dropped, changed } = write({
      choices: 1,
      serviceTier: 'auto',
      parallelToolCalls: true,
      toolChoice: { type: 'auto' },
    })
    expect([dropped, changed]).toEqual([[], []])
  })
})

describe('tools', () => {
  const tools = ['weather', 'time'].map(name => ({ name, parameters: { type: 'object' } }))
  const sent = (conversation: Partial<Conversation>) => write({ tools, ...conversation })

  test('are sent with their schema', () => {
    expect(
      write({ tools: [{ name: 'f', description: 'Does', parameters: { type: 'object' } }] }).body.tools,
    ).toEqual([
      { type: 'function', function: { name: 'f', description: 'Does', parameters: { type: 'object' } } },
    ] satisfies ChatRequest['tools'])
  })

  test('are left out where none may be called', () => {
    const { body, changed } = sent({ toolChoice: { type: 'none' } })
    expect([body.tools, changed]).toEqual([undefined, ['tool_choice']])
  })

  test('are only the one that must be called', () => {
    const { body, changed } = sent({ toolChoice: { type: 'tool', name: 'time' } })
    expect(body.tools).toMatchObject([{ function: { name: 'time' } }])
    expect(changed).toEqual(['tool_choice'])
  })

  test('are not hidden by an output format, which is asked for in words instead', () => {
    const system: Turn = { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] }
    const { body, changed } = sent({
      turns: [system, hello],
      outputFormat: { type: 'json-schema', schema: { type: 'array' } },
    })
    expect(body.format).toBeUndefined()
    expect(body.tools).toHaveLength(2)
    expect(body.messages).toEqual([
      { role: 'system', content: 'Be kind.' },
      { role: 'system', content: expect.stringContaining('{"type":"array"}') },
      { role: 'user', content: 'Hi' },
    ])
    expect(changed).toEqual(['response_format'])
  })

  test('beside JSON mode', () => {
    const { body } = sent({ outputFormat: { type: 'json' } })
    expect(body.messages).toMatchObject([{ role: 'system' }, { role: 'user' }])
    expect(write({ outputFormat: { type: 'json' } }).body.format).toBe('json')
  })
})

describe('thinking is asked for as the model takes it', () => {
  const effort = (level: ReasoningWish['effort']): ReasoningWish => ({ effort: level })
  test.each([
    ['gpt-oss:20b', effort('high'), 'high', []],
    ['gpt-oss:20b', effort('none'), 'low', ['changed']],
    ['gpt-oss:120b-cloud', effort('xhigh'), 'high', ['changed']],
    ['gpt-oss:20b', { isShown: true }, 'medium', []],
    ['gpt-oss:20b', { budgetTokens: 1024 }, 'low', ['changed']],
    ['gpt-oss:20b', { budgetTokens: 30_000 }, 'high', ['changed']],
    ['qwen3:8b', effort('medium'), true, []],
    ['qwen3:8b', effort('high'), true, ['changed']],
    ['qwen3:8b', effort('none'), false, []],
    ['qwen3:8b', effort('minimal'), false, ['changed']],
    ['qwen3:8b', { budgetTokens: 0 }, false, []],
    ['library/deepseek-r1:7b', effort('medium'), true, []],
    ['hf.co/someone/Qwen3-8B-GGUF', effort('medium'), undefined, ['dropped']],
    ['llama3.2', effort('none'), false, []],
    ['llama3.2', effort('high'), undefined, ['dropped']],
    ['qwen3-coder:30b', effort('high'), undefined, ['dropped']],
    ['qwen3:30b-a3b-instruct-2507', effort('high'), undefined, ['dropped']],
    ['qwen3:8b', undefined, undefined, []],
    ['qwen3:8b', { effort: 'medium', isShown: false }, true, ['changed']],
  ] as const)('%s, %j', (model, reasoning, think, noted) => {
    const { body, dropped, changed } = write({ reasoning }, model)
    expect(body.think).toBe(think)
    expect([...dropped.map(() => 'dropped'), ...changed.map(() => 'changed')].slice(0, 1)).toEqual(noted)
  })
})

test('a request of the format itself stays what it was', () => {
  const request: JsonRecord = {
    model: 'qwen3',
    stream: true,
    think: true,
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'What is it?', images: [base64] },
      {
        role: 'assistant',
        content: 'I look.',
        thinking: 'Hm',
        tool_calls: [{ id: 'a', function: { index: 0, name: 'look', arguments: { at: { x: 1 } } } }],
      },
      { role: 'tool', content: 'A cat', tool_name: 'look', tool_call_id: 'a' },
    ],
    tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
    options: { temperature: 0.5, num_predict: 10, stop: ['END'] },
  }
  const receipt = new Receipt()
  const head = { path: '/api/chat', query: '', headers: {} }
  const read = ollamaChat.caller.translation?.readConversation({ head, body: request }, receipt)
  const written = read && ollamaChat.provider.translation?.writeRequest(read, { model: 'qwen3' }, receipt)
  expect(written?.body).toEqual(request)
  expect([receipt.dropped, receipt.changed]).toEqual([[], []])
})
