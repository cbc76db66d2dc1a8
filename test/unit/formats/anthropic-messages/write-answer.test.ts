import { createAnthropic } from '@ai-sdk/anthropic'
import Anthropic from '@anthropic-ai/sdk'
import { streamText } from 'ai'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { createDecoder } from '../../../../gateway/formats/anthropic-messages/read-parts.ts'
import { createEncoder, writeWhole } from '../../../../gateway/formats/anthropic-messages/write-answer.ts'
import {
  accumulated,
  call,
  callEnd,
  choice,
  content,
  eventsOf,
  finish,
  head,
  input,
  seal,
  streamOf,
  text,
  thought,
  usage,
} from './parts.ts'

describe('a stream', () => {
  test('has the documented order of events and the usage without cached tokens', () => {
    const events = eventsOf(streamOf([text('Hel'), text('lo'), finish('stop')]))
    expect(events.map(event => event.type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
    expect(events[0]).toMatchObject({ message: { id: 'msg_abc', model: 'some-model', content: [] } })
    expect(events.at(-2)).toMatchObject({
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: {
        input_tokens: 5,
        cache_creation_input_tokens: 20,
        cache_read_input_tokens: 100,
        output_tokens: 9,
        output_tokens_details: { thinking_tokens: 4 },
      },
    })
  })

  test('ends properly where the provider said neither a reason nor its usage', () => {
    const encoder = createEncoder(head)
    const events = eventsOf(encoder.write(text('Hi')) + encoder.end(undefined))
    expect(events.slice(-3).map(event => event.type)).toEqual([
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
    expect(events.at(-2)).toMatchObject({ usage: { input_tokens: 7, output_tokens: 0 } })
  })

  test('sends every piece at once', () => {
    const encoder = createEncoder(head)
    encoder.write(text('a'))
    expect(encoder.write(text('b'))).toContain('"text":"b"')
    expect(encoder.write(call(0, 'x', 'read'))).toContain('tool_use')
    expect(encoder.write(input(0, '{"a'))).toContain('{\\"a')
  })

  test('closes thinking before text begins, with an empty signature if nobody signed it', async () => {
    const events = eventsOf(streamOf([thought('Hm'), text('Yes'), finish('stop')]))
    expect(events.slice(1, 6)).toMatchObject([
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', signature: '' } },
      { delta: { type: 'thinking_delta', thinking: 'Hm' } },
      { delta: { type: 'signature_delta', signature: '' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text' } },
    ])
  })

  test('carries seals, its own as they are and others under a mark', async () => {
    const parts = [
      thought('Hm'),
      seal('anthropic-messages', 'own'),
      thought('So'),
      seal('openai-responses', 'enc'),
      seal('openai-responses', 'hidden', true),
      text('Yes'),
      finish('stop'),
    ]
    expect(await content(parts)).toMatchObject([
      { type: 'thinking', thinking: 'Hm', signature: 'own' },
      { type: 'thinking', thinking: 'So', signature: 'gatehouse.openai-responses.s.enc' },
      { type: 'redacted_thinking', data: 'gatehouse.openai-responses.r.hidden' },
      { type: 'text', text: 'Yes' },
    ])
  })

  test('writes calls that run side by side one after the other', async () => {
    const parts = [
      call(0, 'a', 'read'),
      input(0, '{"x"'),
      call(1, 'b', 'write'),
      input(1, '{"y"'),
      input(0, ':1}'),
      input(1, ':2}'),
      callEnd(1),
      callEnd(0),
      finish('tool-calls'),
    ]
    const events = eventsOf(streamOf(parts))
    const open: number[] = []
    for (const { type, index = -1 } of events) {
      if (type === 'content_block_start') open.push(index)
      if (type === 'content_block_delta') expect(open.at(-1)).toBe(index)
    }
    expect(open).toEqual([0, 1])
    const message = await accumulated(streamOf(parts))
    expect(message.stop_reason).toBe('tool_use')
    expect(message.content).toMatchObject([
      { type: 'tool_use', id: 'a', name: 'read', input: { x: 1 } },
      { type: 'tool_use', id: 'b', name: 'write', input: { y: 2 } },
    ])
  })

  test.each([
    ['whole', '{"path":"a"}', { path: 'a' }],
    ['null', 'null', {}],
    ['empty', '', {}],
  ])('writes arguments that come %s', async (_, written, read) => {
    const parts = [call(0, 'a', 'read'), input(0, written), callEnd(0), finish('tool-calls')]
    expect(await content(parts)).toMatchObject([{ type: 'tool_use', input: read }])
  })

  test('puts citations with an address beside their text', async () => {
    const citation = { url: 'https://a.example', title: 'A', citedText: 'so' }
    const parts: AnswerPart[] = [text('So.'), { type: 'citation', choice, citation }, finish('stop')]
    expect(await content(parts)).toMatchObject([
      {
        text: 'So.',
        citations: [{ type: 'web_search_result_location', url: 'https://a.example', title: 'A' }],
      },
    ])
  })

  test('writes every block, even where a call never ends or its number comes again', async () => {
    const parts = [
      call(0, 'a', 'read'),
      call(0, 'b', 'read'),
      input(0, '{"x":1}'),
      text('So'),
      finish('stop'),
    ]
    expect(await content(parts)).toMatchObject([
      { id: 'a', input: {} },
      { id: 'b', input: { x: 1 } },
      { text: 'So' },
    ])
  })

  test('leaves out other answers than the first', async () => {
    expect(await content([text('a'), { type: 'text', choice: 1, text: 'b' }, finish('stop')])).toMatchObject([
      { text: 'a' },
    ])
  })

  test('is one that the own decoder reads back, and the whole answer has the same content', async () => {
    const pieces = fc.oneof(
      fc.string({ minLength: 1 }).map(text),
      fc.string({ minLength: 1 }).map(thought),
      fc.string({ minLength: 1 }).map(value => seal('anthropic-messages', value)),
      fc.constant(seal('anthropic-messages', 'r', true)),
    )
    const calls = fc
      .array(
        fc.jsonValue().map(value => JSON.stringify({ value })),
        { maxLength: 3 },
      )
      .map(all =>
        all.flatMap((each, number) => [
          call(number, `id${number}`, 'read'),
          input(number, each),
          callEnd(number),
        ]),
      )
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 8 }), calls, async (said, called) => {
        const parts = [...said, ...called, finish(called.length > 0 ? 'tool-calls' : 'stop')]
        const stream = streamOf(parts)
        const decoder = createDecoder(() => 'x')
        const read = [...eventsOf(stream).flatMap(event => decoder.read(event, event.type)), ...decoder.end()]
        expect(streamOf(read)).toBe(stream)
        const whole = JSON.parse(JSON.stringify(writeWhole(parts, usage, head)))
        expect(whole.content).toEqual(JSON.parse(JSON.stringify((await accumulated(stream)).content)))
      }),
    )
  })
})

describe('clients read a stream from the wire', () => {
  const parts = [
    thought('Hm'),
    seal('anthropic-messages', 'sig'),
    text('Reading.'),
    call(0, 'toolu_a', 'read'),
    input(0, '{"path":'),
    input(0, '"a"}'),
    callEnd(0),
    call(1, 'toolu_b', 'read'),
    callEnd(1),
    finish('tool-calls'),
  ]
  const answer = async () => {
    return new Response(streamOf(parts), { headers: { 'content-type': 'text/event-stream' } })
  }

  test('the official one', async () => {
    const client = new Anthropic({ apiKey: 'x', baseURL: 'http://gateway.invalid', fetch: answer })
    const asked = { model: 'm', max_tokens: 10, messages: [{ role: 'user' as const, content: 'Hi' }] }
    const message = await client.messages.stream(asked).finalMessage()
    expect(message).toMatchObject({
      stop_reason: 'tool_use',
      usage: { input_tokens: 5, output_tokens: 9 },
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 'sig' },
        { type: 'text', text: 'Reading.' },
        { type: 'tool_use', id: 'toolu_a', input: { path: 'a' } },
        { type: 'tool_use', id: 'toolu_b', input: {} },
      ],
    })
  })

  test('the one of Vercel', async () => {
    const provider = createAnthropic({ apiKey: 'x', baseURL: 'http://gateway.invalid/v1', fetch: answer })
    const result = streamText({ model: provider('m'), prompt: 'Hi', maxOutputTokens: 10 })
    expect(await result.text).toBe('Reading.')
    expect(await result.reasoningText).toBe('Hm')
    expect(await result.finishReason).toBe('tool-calls')
    expect(await result.toolCalls).toMatchObject([
      { toolCallId: 'toolu_a', toolName: 'read', input: { path: 'a' } },
      { toolCallId: 'toolu_b', toolName: 'read', input: {} },
    ])
  })
})
