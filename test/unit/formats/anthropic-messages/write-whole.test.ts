import type { Message } from '@anthropic-ai/sdk/resources/messages'
import { describe, expect, test } from 'vitest'
import { writeWhole } from '../../../../gateway/formats/anthropic-messages/write-answer.ts'
import { accumulated, call, callEnd, choice, finish, head, streamOf, text, usage } from './parts.ts'

describe('the reason to stop', () => {
  test.each([
    ['a stop', [text('a'), finish('stop')], { stop_reason: 'end_turn', stop_sequence: null }],
    [
      'a stop sequence',
      [text('a'), finish('stop', 'END')],
      { stop_reason: 'stop_sequence', stop_sequence: 'END' },
    ],
    ['the length', [text('a'), finish('length')], { stop_reason: 'max_tokens' }],
    [
      'the length in the middle of a call',
      [call(0, 'a', 'read'), finish('length')],
      { stop_reason: 'max_tokens' },
    ],
    [
      'calls that the provider calls a stop',
      [call(0, 'a', 'read'), callEnd(0), finish('stop')],
      { stop_reason: 'tool_use' },
    ],
    ['a filter', [finish('content-filter')], { stop_reason: 'refusal' }],
    [
      'a refusal',
      [{ type: 'refusal', choice, text: 'No.' }, finish('stop')],
      { stop_reason: 'refusal', stop_details: { type: 'refusal', explanation: 'No.' } },
    ],
  ] as const)('is said for %s', async (_, parts, expected) => {
    expect(await accumulated(streamOf(parts))).toMatchObject(expected)
    expect(writeWhole(parts, usage, head)).toMatchObject(expected)
  })
})

test('a whole answer has the shape of the official type', () => {
  const message = writeWhole([text('Hi'), finish('stop')], usage, head)
  expect(message).toEqual({
    id: 'msg_abc',
    type: 'message',
    role: 'assistant',
    model: 'some-model',
    content: [{ type: 'text', text: 'Hi', citations: null }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics: null,
    usage: {
      input_tokens: 5,
      cache_creation_input_tokens: 20,
      cache_read_input_tokens: 100,
      output_tokens: 9,
      output_tokens_details: { thinking_tokens: 4 },
      server_tool_use: null,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 0 },
      inference_geo: null,
      service_tier: null,
      speed: null,
    },
  } satisfies Message)
})
