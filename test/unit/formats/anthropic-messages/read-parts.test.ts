import type { Message, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { readFailure } from '../../../../gateway/formats/anthropic-messages/failures.ts'
import { createDecoder, readWhole } from '../../../../gateway/formats/anthropic-messages/read-parts.ts'

const choice = 0
const ids = () => 'minted'

function readStream(events: readonly unknown[]): readonly AnswerPart[] {
  const decoder = createDecoder(ids)
  return [...events.flatMap(event => decoder.read(event, undefined)), ...decoder.end()]
}

const start = (index: number, content_block: object) => ({
  type: 'content_block_start',
  index,
  content_block,
})
const delta = (index: number, change: object) => ({ type: 'content_block_delta', index, delta: change })
const stop = (index: number) => ({ type: 'content_block_stop', index })
const messageDelta = (stop_reason: string | null, more: object = {}) => ({
  type: 'message_delta',
  delta: { stop_reason, stop_sequence: null, ...more },
  usage: { output_tokens: 1 },
})
const ended = { type: 'message_stop' } satisfies RawMessageStreamEvent
const finish = (reason: string, more: object = {}) => ({ type: 'finish', choice, reason, ...more })

test('reads text, thinking, redacted thinking and calls in their order', () => {
  const parts = readStream([
    { type: 'message_start', message: { content: [], usage: {} } },
    { type: 'ping' },
    start(0, { type: 'thinking', thinking: '', signature: '' }),
    delta(0, { type: 'thinking_delta', thinking: 'Hm' }),
    delta(0, { type: 'signature_delta', signature: 'sig' }),
    stop(0),
    start(1, { type: 'redacted_thinking', data: 'red' }),
    stop(1),
    start(2, { type: 'text', text: '' }),
    delta(2, { type: 'text_delta', text: 'Hello' }),
    stop(2),
    start(3, { type: 'tool_use', id: 'toolu_1', name: 'read', input: {} }),
    delta(3, { type: 'input_json_delta', partial_json: '' }),
    delta(3, { type: 'input_json_delta', partial_json: '{"a":' }),
    delta(3, { type: 'input_json_delta', partial_json: '1}' }),
    stop(3),
    start(4, { type: 'tool_use', id: 'toolu_2', name: 'list', input: {} }),
    stop(4),
    messageDelta('tool_use'),
    ended,
  ])
  const origin = 'anthropic-messages'
  expect(parts).toEqual([
    { type: 'reasoning', choice, text: 'Hm' },
    { type: 'reasoning-seal', choice, seal: { origin, value: 'sig' } },
    { type: 'reasoning-seal', choice, seal: { origin, value: 'red', isRedacted: true } },
    { type: 'text', choice, text: 'Hello' },
    { type: 'tool-call', choice, call: 0, id: 'toolu_1', name: 'read' },
    { type: 'tool-arguments', choice, call: 0, text: '{"a":' },
    { type: 'tool-arguments', choice, call: 0, text: '1}' },
    { type: 'tool-call-end', choice, call: 0 },
    { type: 'tool-call', choice, call: 1, id: 'toolu_2', name: 'list' },
    { type: 'tool-arguments', choice, call: 1, text: '{}' },
    { type: 'tool-call-end', choice, call: 1 },
    finish('tool-calls'),
  ])
})

test('reads an input that comes whole with the first event, and makes an id where there is none', () => {
  expect(readStream([start(0, { type: 'tool_use', name: 'read', input: { a: 1 } }), stop(0), ended])).toEqual(
    [
      { type: 'tool-call', choice, call: 0, id: 'toolu_minted', name: 'read' },
      { type: 'tool-arguments', choice, call: 0, text: '{"a":1}' },
      { type: 'tool-call-end', choice, call: 0 },
      finish('tool-calls'),
    ],
  )
})

test('reads a whole message as the same parts', () => {
  const message = {
    type: 'message',
    content: [
      { type: 'thinking', thinking: 'Hm', signature: 'sig' },
      {
        type: 'text',
        text: 'So.',
        citations: [
          {
            type: 'web_search_result_location',
            url: 'https://a.example',
            title: 'A',
            cited_text: 'x',
            encrypted_index: 'e',
          },
        ],
      },
      { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
      { type: 'tool_use', id: 'toolu_1', name: 'read', input: { a: 1 } },
    ],
    stop_reason: 'tool_use',
    stop_sequence: null,
  }
  expect(readWhole(message, ids)).toEqual([
    { type: 'reasoning', choice, text: 'Hm' },
    { type: 'reasoning-seal', choice, seal: { origin: 'anthropic-messages', value: 'sig' } },
    { type: 'text', choice, text: 'So.' },
    { type: 'citation', choice, citation: { url: 'https://a.example', title: 'A', citedText: 'x' } },
    { type: 'tool-call', choice, call: 0, id: 'toolu_1', name: 'read' },
    { type: 'tool-arguments', choice, call: 0, text: '{"a":1}' },
    { type: 'tool-call-end', choice, call: 0 },
    finish('tool-calls'),
  ])
})

describe('the reason to stop', () => {
  test.each([
    ['end_turn', {}, [finish('stop')]],
    ['stop_sequence', { stop_sequence: 'END' }, [finish('stop', { stopSequence: 'END' })]],
    ['max_tokens', {}, [finish('length')]],
    ['model_context_window_exceeded', {}, [finish('length')]],
    [
      'refusal',
      { stop_details: { type: 'refusal', category: null, explanation: 'Not that.' } },
      [{ type: 'refusal', choice, text: 'Not that.' }, finish('content-filter')],
    ],
    ['pause_turn', {}, [{ type: 'error', message: expect.stringContaining('pause_turn') }]],
    ['something_new', {}, [{ type: 'error', message: expect.stringContaining('something_new') }]],
  ])('%s', (reason, more, expected) => {
    expect(readStream([messageDelta(reason, more), ended])).toEqual(expected)
    expect(
      readWhole(
        { content: [], stop_reason: reason, ...more } satisfies Partial<Record<keyof Message, unknown>>,
        ids,
      ),
    ).toEqual(expected)
  })

  test('is the length before it is calls', () => {
    const call = start(0, { type: 'tool_use', id: 'a', name: 'b', input: {} })
    expect(readStream([call, stop(0), messageDelta('max_tokens')]).at(-1)).toEqual(finish('length'))
  })

  test('is a plain stop where the message ended without one', () => {
    expect(readStream([messageDelta(null), ended])).toEqual([finish('stop')])
  })
})

describe('failures', () => {
  test('are read within a stream, after which nothing comes', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    expect(readStream([error, start(0, { type: 'text', text: 'x' })])).toEqual([
      { type: 'error', message: 'Overloaded', kind: 'overloaded_error', status: 529 },
    ])
  })

  test.each([
    [
      { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } },
      { message: 'Slow down', kind: 'rate_limit_error', status: 429 },
    ],
    [{ error: { message: 'No' } }, { message: 'No', status: undefined }],
    [{ error: 'No' }, { message: 'No' }],
    [{ message: 'No' }, { message: 'No' }],
    [{ detail: 'x' }, undefined],
    ['<html>', undefined],
  ])('are read from a body: %j', (body, expected) => {
    expect(readFailure(body)).toEqual(expected)
  })

  test('stand for a whole answer that is none', () => {
    expect(readWhole({ hello: 1 }, ids)).toEqual([
      { type: 'error', message: 'The provider sent no message.' },
    ])
    expect(readWhole({ error: { type: 'api_error', message: 'Oh' } }, ids)).toMatchObject([{ message: 'Oh' }])
  })
})

test('never throws, whatever a provider sends', () => {
  const types = fc.constantFrom(
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'error',
  )
  const kinds = fc.constantFrom(
    'text',
    'thinking',
    'tool_use',
    'input_json_delta',
    'citations_delta',
    'signature_delta',
  )
  const part = fc.record({
    type: kinds,
    text: fc.anything(),
    input: fc.anything(),
    citation: fc.anything(),
    partial_json: fc.anything(),
  })
  const event = fc.record({
    type: types,
    content_block: fc.oneof(part, fc.anything()),
    delta: fc.oneof(part, fc.anything()),
    error: fc.anything(),
  })
  fc.assert(
    fc.property(fc.array(fc.oneof(event, fc.anything())), events => {
      expect(readStream(events).at(-1)?.type).toMatch(/finish|error/)
    }),
  )
})
