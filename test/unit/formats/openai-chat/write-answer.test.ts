import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions'
import { describe, expect, test } from 'vitest'
import type { AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import { writeWhole } from '../../../../gateway/formats/openai-chat/write-answer.ts'
import { eventsOf, head, officialAnswer, streamOf } from './answering.ts'

const text = (said: string, choice = 0): AnswerPart => ({ type: 'text', choice, text: said })
const finish = (reason: 'stop' | 'length' | 'tool-calls' | 'content-filter', choice = 0): AnswerPart => ({
  type: 'finish',
  choice,
  reason,
})
const begin = (call: number, id: string, name = 'look'): AnswerPart => ({
  type: 'tool-call',
  choice: 0,
  call,
  id,
  name,
})
const given = (call: number, json: string): AnswerPart => ({
  type: 'tool-arguments',
  choice: 0,
  call,
  text: json,
})
const over = (call: number): AnswerPart => ({ type: 'tool-call-end', choice: 0, call })
const callsSideBySide = [
  begin(0, 'a'),
  begin(1, 'b'),
  given(1, '{"x"'),
  given(0, '{}'),
  given(1, ':1}'),
  over(0),
  over(1),
]
const usage = { ...noTokens, input: 10, cacheRead: 20, cacheWrite: 3, output: 7, reasoning: 4 }
const written = {
  prompt_tokens: 33,
  completion_tokens: 7,
  total_tokens: 40,
  prompt_tokens_details: { cached_tokens: 20, audio_tokens: 0, cache_write_tokens: 3 },
  completion_tokens_details: { reasoning_tokens: 4, audio_tokens: 0 },
}

const deltasOf = (parts: readonly AnswerPart[], more = {}) =>
  eventsOf(streamOf(parts, more)).flatMap(event =>
    typeof event === 'string' ? [] : (event as ChatCompletionChunk).choices.map(({ delta }) => delta),
  )

describe('a stream', () => {
  test('begins with the role, has one id, ends with its reason and [DONE]', () => {
    const chunk = (delta: object, finish_reason: 'stop' | null = null): ChatCompletionChunk => ({
      id: 'chatcmpl-abc',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'small',
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    })
    expect(eventsOf(streamOf([text('He'), text('y'), finish('stop')], {}, usage))).toEqual([
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'He' }),
      chunk({ content: 'y' }),
      chunk({}, 'stop'),
      '[DONE]',
    ])
  })

  test('tells the usage last, in a chunk without choices, if it was asked for', () => {
    const events = eventsOf(streamOf([text('Hi'), finish('stop')], { usageAsked: true }, usage))
    expect(events.at(-2)).toMatchObject({ id: 'chatcmpl-abc', choices: [], usage: written })
    expect(events.slice(0, -2)).toSatisfy((all: { usage: unknown }[]) =>
      all.every(each => each.usage === null),
    )
  })

  test('writes each piece of a call as it comes, under its own index', () => {
    const calls = deltasOf(callsSideBySide).flatMap(({ tool_calls }) => tool_calls ?? [])
    expect(calls).toEqual([
      { index: 0, id: 'a', type: 'function', function: { name: 'look', arguments: '' } },
      { index: 1, id: 'b', type: 'function', function: { name: 'look', arguments: '' } },
      { index: 1, function: { arguments: '{"x"' } },
      { index: 0, function: { arguments: '{}' } },
      { index: 1, function: { arguments: ':1}' } },
    ])
  })

  test.each([
    ['at its end', [begin(0, 'a'), over(0), finish('tool-calls')]],
    ['at the end of the answer', [begin(0, 'a'), finish('tool-calls')]],
  ])('gives a call without arguments an empty object %s, once', (_, parts) => {
    const pieces = deltasOf(parts).flatMap(({ tool_calls }) => tool_calls ?? [])
    expect(pieces.map(piece => piece.function?.arguments)).toEqual(['', '{}'])
  })

  test('numbers the calls of a choice from 0, whatever their numbers in the answer are', () => {
    expect(deltasOf([begin(7, 'a')])[1]?.tool_calls).toMatchObject([{ index: 0 }])
  })

  test('answers a caller that knows only functions in its own way', () => {
    const request = { functions: [{ name: 'look' }] }
    const parts = [begin(0, 'a'), given(0, '{}'), over(0), finish('tool-calls')]
    expect(deltasOf(parts, { request }).slice(1)).toEqual([
      { function_call: { name: 'look', arguments: '' } },
      { function_call: { arguments: '{}' } },
      {},
    ])
    expect(writeWhole(parts, undefined, { ...head, request }).choices).toMatchObject([
      { finish_reason: 'function_call', message: { function_call: { name: 'look', arguments: '{}' } } },
    ])
  })

  test('carries a foreign seal with the thinking that it seals', () => {
    const seal = { origin: 'other-format', value: 'abc' }
    const parts: AnswerPart[] = [
      { type: 'reasoning', choice: 0, text: 'H' },
      { type: 'reasoning', choice: 0, text: 'm' },
      { type: 'reasoning-seal', choice: 0, seal },
      { type: 'reasoning-seal', choice: 0, seal: { ...seal, isRedacted: true } },
    ]
    expect(deltasOf(parts).slice(1)).toEqual([
      { reasoning_content: 'H' },
      { reasoning_content: 'm' },
      {
        reasoning_details: [
          { type: 'reasoning.text', text: 'Hm', signature: 'gatehouse.other-format.s.abc', index: 0 },
        ],
      },
      {
        reasoning_details: [{ type: 'reasoning.encrypted', data: 'gatehouse.other-format.r.abc', index: 1 }],
      },
    ])
  })

  test('seals only the thinking right before the seal', () => {
    const parts: AnswerPart[] = [
      { type: 'reasoning', choice: 0, text: 'First' },
      text('Hi'),
      { type: 'reasoning', choice: 0, text: 'Then' },
      { type: 'reasoning-seal', choice: 0, seal: { origin: 'other-format', value: 'abc' } },
    ]
    expect(deltasOf(parts).at(-1)).toMatchObject({ reasoning_details: [{ text: 'Then' }] })
  })

  test('sends all sources in one chunk before the end', () => {
    const cite = (url: string): AnswerPart => ({
      type: 'citation',
      choice: 0,
      citation: { url, start: 1, end: 2 },
    })
    const deltas = deltasOf([text('Hi'), cite('https://a.test'), cite('https://b.test'), finish('stop')])
    const citation = (url: string) => ({
      type: 'url_citation',
      url_citation: { url, title: url, start_index: 1, end_index: 2 },
    })
    expect(deltas.at(-2)).toEqual({ annotations: [citation('https://a.test'), citation('https://b.test')] })
  })

  test('passes probabilities on', () => {
    const entry = { token: 'Hi', logprob: -0.1, bytes: null, top_logprobs: [] }
    const events = eventsOf(streamOf([text('Hi'), { type: 'logprobs', choice: 0, entries: [entry] }]))
    expect(events.at(-2)).toMatchObject({ choices: [{ logprobs: { content: [entry], refusal: null } }] })
  })
})

describe('the official client puts together', () => {
  test('several choices, and the usage', async () => {
    const parts = [text('a'), text('b', 1), text('c'), finish('length'), finish('content-filter', 1)]
    const stream = streamOf(parts, { usageAsked: true }, usage)
    const answer = await officialAnswer(stream, { n: 2, stream_options: { include_usage: true } })
    expect(answer).toMatchObject({
      id: 'chatcmpl-abc',
      usage: written,
      choices: [
        { index: 0, finish_reason: 'length', message: { role: 'assistant', content: 'ac' } },
        { index: 1, finish_reason: 'content_filter', message: { content: 'b' } },
      ],
    })
  })

  test('calls that ran side by side', async () => {
    const { choices } = await officialAnswer(streamOf([...callsSideBySide, finish('tool-calls')]))
    expect(choices).toMatchObject([
      {
        finish_reason: 'tool_calls',
        message: {
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } },
            { id: 'b', type: 'function', function: { name: 'look', arguments: '{"x":1}' } },
          ],
        },
      },
    ])
  })

  test('a refusal', async () => {
    const { choices } = await officialAnswer(
      streamOf([{ type: 'refusal', choice: 0, text: 'No' }, finish('stop')]),
    )
    expect(choices).toMatchObject([{ message: { content: null, refusal: 'No' } }])
  })

  test('thinking, its seal and a source beside a text', async () => {
    const citation = { url: 'https://a.test' }
    const { choices } = await officialAnswer(
      streamOf([
        { type: 'reasoning', choice: 0, text: 'Hm' },
        { type: 'reasoning-seal', choice: 0, seal: { origin: 'other-format', value: 'abc' } },
        text('Hi'),
        { type: 'citation', choice: 0, citation },
        finish('stop'),
      ]),
    )
    expect(choices).toMatchObject([
      {
        message: {
          content: 'Hi',
          reasoning_details: [{ text: 'Hm' }],
          annotations: [{ url_citation: citation }],
        },
      },
    ])
  })
})

describe('a whole answer', () => {
  test('says all that a stream says', () => {
    const parts: AnswerPart[] = [
      { type: 'reasoning', choice: 0, text: 'Hm' },
      text('Let me '),
      text('see.'),
      ...callsSideBySide,
      finish('tool-calls'),
    ]
    expect(writeWhole(parts, usage, head) as unknown as ChatCompletion).toEqual({
      id: 'chatcmpl-abc',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'small',
      choices: [
        {
          index: 0,
          finish_reason: 'tool_calls',
          logprobs: null,
          message: {
            role: 'assistant',
            content: 'Let me see.',
            refusal: null,
            reasoning_content: 'Hm',
            tool_calls: [
              { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } },
              { id: 'b', type: 'function', function: { name: 'look', arguments: '{"x":1}' } },
            ],
          },
        },
      ],
      usage: written,
    })
  })

  test.each([
    [[finish('stop')], { content: '', refusal: null }],
    [[{ type: 'refusal', choice: 0, text: 'No' } as const, finish('stop')], { content: null, refusal: 'No' }],
  ])('has the content of its kind: %j', (parts, message) => {
    expect(writeWhole(parts, undefined, head)).toMatchObject({ choices: [{ message }] })
  })
})
