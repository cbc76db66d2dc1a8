// Faults with tools that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  callChunk,
  candidate,
  chatUsage,
  chunk,
  lines,
  openTranslationRig,
  sse,
  type TranslationRig,
} from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const look = { name: 'look', input_schema: { type: 'object', properties: { at: { type: 'string' } } } }
const chatTool = (name: string) => ({ type: 'function', function: { name, parameters: { type: 'object' } } })
const chatCall = (id: string, name: string, text = '{}') => ({
  id,
  type: 'function',
  function: { name, arguments: text },
})
const foreignId = `call:${'x'.repeat(90)}`

describe('the id of a call that the provider would refuse', () => {
  const history = [
    { role: 'user', content: 'Hallo' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [chatCall(foreignId, 'look'), chatCall('call_ok', 'look')],
    },
    { role: 'tool', tool_call_id: foreignId, content: 'eins' },
    { role: 'tool', tool_call_id: 'call_ok', content: 'zwei' },
  ]

  test('is replaced on the call and on its result alike for messages, and a valid one stays', async () => {
    const { sent } = await rig.ask({
      as: 'chat',
      of: 'messages',
      body: { messages: history, tools: [chatTool('look')] },
    })
    const id = expect.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/)
    expect(sent.messages).toMatchObject([
      {},
      {
        content: [
          { type: 'tool_use', id },
          { type: 'tool_use', id: 'call_ok' },
        ],
      },
      { content: [{ type: 'tool_result', tool_use_id: id }, { tool_use_id: 'call_ok' }] },
    ])
    const [, { content: calls }, { content: results }] = sent.messages as {
      content: Record<string, string>[]
    }[] as [object, { content: Record<string, string>[] }, { content: Record<string, string>[] }]
    expect(calls[0]?.id).toBe(results[0]?.tool_use_id)
  })

  test('is replaced on both for responses, which take 64 characters', async () => {
    const long = `toolu_${'x'.repeat(90)}`
    const { sent } = await rig.ask({
      as: 'messages',
      of: 'responses',
      body: {
        tools: [look],
        messages: [
          { role: 'user', content: 'Hallo' },
          { role: 'assistant', content: [{ type: 'tool_use', id: long, name: 'look', input: {} }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: long, content: 'eins' }] },
        ],
      },
    })
    const items = sent.input as { type: string; call_id?: string }[]
    const [call, result] = items.filter(({ call_id }) => call_id !== undefined)
    expect(call?.call_id).toBe(result?.call_id)
    expect(call?.call_id).toMatch(/^.{1,64}$/)
  })
})

describe('the name of a tool that the provider would refuse', () => {
  const name = `mcp__server.with.dots__${'x'.repeat(60)}`
  const body = {
    tools: [{ ...look, name }],
    tool_choice: { type: 'tool', name },
    messages: [
      { role: 'user', content: 'Hallo' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name, input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'eins' }] },
    ],
  }

  test.each(['chat', 'responses', 'gemini'] as const)(
    'is sent to %s as another one in tools, choice and history, and the caller gets its own back',
    async of => {
      const { sent } = await rig.ask({ as: 'messages', of, body })
      const text = JSON.stringify(sent)
      expect(text).not.toContain(name)
      const [written] = text.match(/mcp__server[\w.-]{1,53}(?=")/) ?? ['']
      expect(written).toMatch(/^[a-zA-Z_][\w.-]{0,63}$/)
      expect(text.split(`"${written}"`).length - 1).toBeGreaterThanOrEqual(3)
      const answer = {
        chat: sse(
          callChunk(0, '{}', { id: 'call_1', name: written }),
          chunk({}, 'tool_calls'),
          chatUsage,
          '[DONE]',
        ),
        responses: sse({
          type: 'response.completed',
          response: {
            id: 'resp_1',
            status: 'completed',
            output: [{ type: 'function_call', call_id: 'call_1', name: written, arguments: '{}' }],
            usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
          },
        }),
        gemini: sse(candidate([{ functionCall: { name: written, args: {} } }], { finishReason: 'STOP' })),
      }[of]
      const { events } = await rig.ask({ as: 'messages', of, body, stream: true, answer })
      expect(events).toContainEqual(
        expect.objectContaining({ content_block: expect.objectContaining({ type: 'tool_use', name }) }),
      )
    },
  )
})

test('parallel calls whose arguments come in turns are blocks one after the other, none of them mixed', async () => {
  const { events } = await rig.ask({
    as: 'messages',
    of: 'chat',
    stream: true,
    body: { tools: [look] },
    answer: sse(
      callChunk(0, '', { id: 'call_a', name: 'look' }),
      callChunk(1, '', { id: 'call_b', name: 'look' }),
      callChunk(0, '{"at":'),
      callChunk(1, '{"at":"b'),
      callChunk(0, '"a"}'),
      callChunk(1, '"}'),
      chunk({}, 'tool_calls'),
      chatUsage,
      '[DONE]',
    ),
  })
  const blocks = events.filter(({ type }) => String(type).startsWith('content_block'))
  const order = blocks.map(({ type, index }) => `${String(type).slice('content_block_'.length)} ${index}`)
  const whole = order.filter((each, at) => each !== order[at - 1])
  expect(whole).toEqual(['start 0', 'delta 0', 'stop 0', 'start 1', 'delta 1', 'stop 1'])
  const argumentsOf = (index: number) =>
    blocks
      .filter(block => block.index === index)
      .map(({ delta }) => (delta as { partial_json?: string } | undefined)?.partial_json ?? '')
      .join('')
  expect([argumentsOf(0), argumentsOf(1)]).toEqual(['{"at":"a"}', '{"at":"b"}'])
})

describe('arguments that come whole', () => {
  const gemini = (args?: object) =>
    sse(candidate([{ functionCall: { name: 'look', ...(args && { args }) } }], { finishReason: 'STOP' }))
  const ollama = (args: object | null) =>
    lines(
      {
        message: {
          role: 'assistant',
          content: '',
          tool_calls: [{ function: { name: 'look', arguments: args } }],
        },
        done: false,
      },
      {
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 1,
        eval_count: 1,
      },
    )
  const ask = (as: 'messages' | 'responses', of: 'gemini' | 'ollama', answer: ReturnType<typeof sse>) => {
    const tools =
      as === 'messages' ? [look] : [{ type: 'function', name: 'look', parameters: { type: 'object' } }]
    return rig.ask({ as, of, stream: true, answer, body: { tools } })
  }

  test.each([
    ['gemini', gemini({ at: 'a' })],
    ['ollama', ollama({ at: 'a' })],
  ] as const)('from %s are one piece of the input', async (of, answer) => {
    const { events } = await ask('messages', of, answer)
    const pieces = events.filter(({ type }) => type === 'content_block_delta').map(({ delta }) => delta)
    expect(pieces).toEqual([{ type: 'input_json_delta', partial_json: '{"at":"a"}' }])
  })

  test.each([
    ['gemini', gemini()],
    ['ollama', ollama(null)],
  ] as const)('from %s that are none are an empty object', async (of, answer) => {
    const { events } = await ask('messages', of, answer)
    const pieces = events.flatMap(({ delta }) => (delta as { partial_json?: string })?.partial_json ?? [])
    expect(['', '{}']).toContain(pieces.join(''))
    const items = (await ask('responses', of, answer)).events
    expect(items.findLast(({ type }) => type === 'response.output_item.done')).toMatchObject({
      item: { type: 'function_call', arguments: '{}' },
    })
  })
})

test.each([
  [{ tool_choice: 'required' }, { tool_choice: { type: 'any' } }],
  [{ tool_choice: 'none' }, { tool_choice: { type: 'none' } }],
  [
    { tool_choice: { type: 'function', function: { name: 'look' } } },
    { tool_choice: { type: 'tool', name: 'look' } },
  ],
  [{ parallel_tool_calls: false }, { tool_choice: { type: 'auto', disable_parallel_tool_use: true } }],
  [
    { parallel_tool_calls: false, tool_choice: 'required' },
    { tool_choice: { type: 'any', disable_parallel_tool_use: true } },
  ],
])('the choice of a tool %j is said to messages as %j', async (body, written) => {
  const { sent } = await rig.ask({ as: 'chat', of: 'messages', body: { tools: [chatTool('look')], ...body } })
  expect({ tool_choice: sent.tool_choice }).toEqual(written)
})

test('a model that has to call a tool does not think, and the caller is told', async () => {
  const { sent, receipt } = await rig.ask({
    as: 'chat',
    of: 'messages',
    body: { tools: [chatTool('look')], tool_choice: 'required', reasoning_effort: 'high' },
  })
  expect(sent.tool_choice).toEqual({ type: 'any' })
  expect(sent).not.toHaveProperty('thinking')
  expect(receipt).toContain('reasoning')
})
