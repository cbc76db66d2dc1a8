import { describe, expect, test } from 'vitest'
import type { SimulatedCall } from '../../../gateway/providers/adapter.ts'
import { sandbox } from '../../../gateway/providers/sandbox.ts'

function call(content: unknown, more: Partial<SimulatedCall> = {}): SimulatedCall {
  const body = Buffer.from(JSON.stringify({ model: 'sandbox/echo', messages: [{ role: 'user', content }] }))
  return {
    atMs: 1_764_327_127_900,
    format: 'openai-chat',
    body,
    stream: false,
    maxOutputTokens: undefined,
    inputTokens: 7,
    ...more,
  }
}

function answered(asked: SimulatedCall) {
  const answer = sandbox.answer?.(asked)
  if (!answer) throw new Error('The sandbox answers')
  return answer
}

const textOf = (sandboxCall: SimulatedCall) =>
  answered(sandboxCall)
    .parts.map(({ text }) => text)
    .join('')
const jsonOf = (sandboxCall: SimulatedCall) => JSON.parse(textOf(sandboxCall))

test('the same request has the same answer, another request another', () => {
  expect(textOf(call('hello'))).toBe(textOf(call('hello')))
  expect(jsonOf(call('hello')).created).toBe(1_764_327_127)
  expect(jsonOf(call('hello', { format: 'openai-responses' })).created_at).toBe(1_764_327_127)
  expect(jsonOf(call('hello', { format: 'ollama-chat' })).created_at).toBe('2025-11-28T10:52:07.900Z')
  expect(jsonOf(call('hello')).id).not.toBe(jsonOf(call('hello!')).id)
})

test('the last message of the user comes back, each word a token', () => {
  expect(jsonOf(call('one two  three\nfour'))).toMatchObject({
    object: 'chat.completion',
    choices: [{ message: { role: 'assistant', content: 'one two  three\nfour' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 7, completion_tokens: 4, total_tokens: 11 },
  })
})

test('no more tokens come than were asked for', () => {
  expect(jsonOf(call('one two three', { maxOutputTokens: 2 }))).toMatchObject({
    choices: [{ message: { content: 'one two' }, finish_reason: 'length' }],
    usage: { completion_tokens: 2 },
  })
  expect(jsonOf(call('one', { maxOutputTokens: 0, format: 'anthropic-messages' }))).toMatchObject({
    content: [{ type: 'text', text: '' }],
    stop_reason: 'max_tokens',
    usage: { input_tokens: 7, output_tokens: 0 },
  })
})

describe('a stream', () => {
  test('says in chunks what the whole answer says at once', () => {
    const events = textOf(call('one two three', { stream: true }))
      .trimEnd()
      .split('\n\n')
    expect(events.at(-1)).toBe('data: [DONE]')
    const chunks = events.slice(0, -1).map(event => JSON.parse(event.slice('data: '.length)))
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('one two three')
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 3 } })
    expect(chunks.at(-2).choices[0].finish_reason).toBe('stop')
  })

  test('of messages has every event in its order', () => {
    const text = textOf(call('one two', { stream: true, format: 'anthropic-messages' }))
    expect(Array.from(text.matchAll(/^event: (.+)$/gm), ([, event]) => event)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
  })

  test('waits before words alone', () => {
    const { parts } = answered(call('one two', { stream: true }))
    expect(parts.filter(({ paced }) => paced)).toHaveLength(2)
  })
})

test.for([
  [
    'parts',
    [
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ],
    'one two',
  ],
  ['parts that are no text', [{ type: 'image_url', image_url: { url: 'x' } }], '(nothing to echo)'],
  ['nothing', '', '(nothing to echo)'],
  ['null', null, '(nothing to echo)'],
  ['a number', 7, '(nothing to echo)'],
  ['white space', ' \n ', '(nothing to echo)'],
  ['what looks like an event', 'data: [DONE]\n\ndata: x', 'data: [DONE]\n\ndata: x'],
] as const)('a message of %s is answered', ([, content, expected]) => {
  expect(jsonOf(call(content)).choices[0].message.content).toBe(expected)
  const streamed = textOf(call(content, { stream: true }))
  expect(streamed.match(/\[DONE\]\n\n/g)?.length).toBe(1)
})

describe('a response', () => {
  const asked = (input: unknown, more: Partial<SimulatedCall> = {}) => ({
    ...call('', { format: 'openai-responses', ...more }),
    body: Buffer.from(JSON.stringify({ model: 'sandbox/echo', input })),
  })

  test('repeats the input, or the last message in it', () => {
    const message = { role: 'user', content: [{ type: 'input_text', text: 'one two' }] }
    for (const input of ['one two', [{ role: 'user', content: 'zero' }, message]])
      expect(jsonOf(asked(input))).toMatchObject({
        object: 'response',
        status: 'completed',
        output: [{ type: 'message', content: [{ type: 'output_text', text: 'one two' }] }],
        usage: { input_tokens: 7, output_tokens: 2, total_tokens: 9 },
      })
  })

  test('is streamed as it is whole, no longer than was asked for, its events numbered', () => {
    const more = { maxOutputTokens: 2 }
    const events = textOf(asked('one two three', { ...more, stream: true }))
      .trimEnd()
      .split('\n\n')
      .map(event => JSON.parse(event.slice(event.indexOf('{'))))
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index))
    expect(events.map(({ delta }) => delta).join('')).toBe('one two')
    const last = events.at(-1)
    expect(last.type).toBe('response.incomplete')
    expect(last.response).toEqual(jsonOf(asked('one two three', more)))
  })
})
