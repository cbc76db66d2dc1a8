// What servers do in practice where it is not what the documents of their format say. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  callChunk,
  chatUsage,
  chunk,
  json,
  openTranslationRig,
  sse,
  type TranslationRig,
} from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const tools = [{ name: 'look', input_schema: { type: 'object' } }]

describe('a stream of responses', () => {
  const message = {
    type: 'message',
    id: 'msg_1',
    role: 'assistant',
    content: [{ type: 'output_text', text: 'Ja.', annotations: [] }],
  }
  const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'look', arguments: '{"at":"a"}' }
  const completed = (output: readonly object[]) => ({
    type: 'response.completed',
    response: {
      id: 'resp_1',
      status: 'completed',
      output,
      usage: { input_tokens: 20, output_tokens: 10, total_tokens: 30 },
    },
  })

  test.each([
    [
      'repeats no item at its end',
      [
        { type: 'response.output_item.done', output_index: 0, item: message },
        { type: 'response.output_item.done', output_index: 1, item: call },
        completed([]),
      ],
    ],
    ['has its items only at its end', [completed([message, call])]],
    [
      'names no index',
      [
        { type: 'response.output_item.added', item: { ...message, content: [] } },
        { type: 'response.output_text.delta', item_id: 'msg_1', delta: 'Ja.' },
        { type: 'response.output_item.done', item: message },
        { type: 'response.output_item.added', item: { ...call, arguments: '' } },
        { type: 'response.function_call_arguments.delta', item_id: 'fc_1', delta: '{"at":"a"}' },
        { type: 'response.output_item.done', item: call },
        completed([message, call]),
      ],
    ],
    ['has events that nobody knows', [{ type: 'response.something.new', x: 1 }, completed([message, call])]],
  ])('that %s is read all the same, once', async (_, events) => {
    const answer = sse(...events)
    const reply = await rig.ask({ as: 'messages', of: 'responses', stream: true, answer, body: { tools } })
    const deltas = reply.events.flatMap(({ type, delta }) => (type === 'content_block_delta' ? [delta] : []))
    expect(deltas).toEqual([
      { type: 'text_delta', text: 'Ja.' },
      { type: 'input_json_delta', partial_json: '{"at":"a"}' },
    ])
    expect(reply.events.find(({ type }) => type === 'message_delta')).toMatchObject({
      delta: { stop_reason: 'tool_use' },
      usage: { input_tokens: 20, output_tokens: 10 },
    })
  })
})

test('a call that chat completions end with stop is a call of tools, whole and streamed', async () => {
  const tool_calls = [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } }]
  const whole = await rig.ask({
    as: 'messages',
    of: 'chat',
    body: { tools },
    answer: json({
      choices: [
        { index: 0, message: { role: 'assistant', content: null, tool_calls }, finish_reason: 'stop' },
      ],
      usage: chatUsage.usage,
    }),
  })
  expect(whole.json.stop_reason).toBe('tool_use')
  const answer = sse(
    callChunk(0, '{}', { id: 'call_1', name: 'look' }),
    chunk({}, 'stop'),
    chatUsage,
    '[DONE]',
  )
  const { events } = await rig.ask({ as: 'messages', of: 'chat', stream: true, answer, body: { tools } })
  expect(events.find(({ type }) => type === 'message_delta')).toMatchObject({
    delta: { stop_reason: 'tool_use' },
  })
})

test('one of two parallel calls that has no result is no call any more, and the other one stays', async () => {
  const messages = [
    { role: 'user', content: 'Hallo' },
    {
      role: 'assistant',
      content: ['toolu_1', 'toolu_2'].map(id => ({ type: 'tool_use', id, name: 'look', input: {} })),
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_2', content: 'x' }] },
  ]
  for (const of of ['chat', 'responses', 'gemini'] as const) {
    const { sent } = await rig.ask({ as: 'messages', of, body: { tools, messages } })
    const text = JSON.stringify(sent.messages ?? sent.input ?? sent.contents)
    const calls = text.match(/"type":"function"|"type":"function_call"|"functionCall"/g) ?? []
    const results = text.match(/"role":"tool"|"type":"function_call_output"|"functionResponse"/g) ?? []
    expect([of, calls.length, results.length]).toEqual([of, 1, 1])
  }
})
