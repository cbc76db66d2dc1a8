import { describe, expect, test } from 'vitest'
import {
  createResponsesEncoder,
  responsesFailureBody,
  writeWholeResponse,
} from '../../../../gateway/formats/openai-responses/write-answer.ts'
import {
  call,
  done,
  ended,
  eventsIn,
  given,
  headOf,
  partsOf,
  readBy,
  streamOf,
  text,
  typesIn,
  usage,
} from '../../../support/encoded-response.ts'

describe('a stream', () => {
  test('says each item in the documented order, and all items at its end', async () => {
    const stream = streamOf([text('Hel'), text('lo'), done])
    expect(typesIn(stream)).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ])
    const item = {
      id: 'msg_abc0',
      type: 'message',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Hello', annotations: [], logprobs: [] }],
    }
    const events = eventsIn(stream)
    expect(events[2]).toMatchObject({
      output_index: 0,
      item: { ...item, status: 'in_progress', content: [] },
    })
    expect(events[4]).toMatchObject({ item_id: 'msg_abc0', output_index: 0, content_index: 0, delta: 'Hel' })
    expect(events.at(-1).response).toMatchObject({ status: 'completed', output: [item] })
    expect(await readBy(stream)).toMatchObject({ output_text: 'Hello', status: 'completed' })
  })

  test('numbers every event, and names it as its data does', () => {
    const stream = streamOf([text('Hi'), done])
    const events = eventsIn(stream)
    expect(events.map(event => event.sequence_number)).toEqual(events.map((_, index) => index))
    expect(stream.match(/^event: .*$/gm)).toEqual(events.map(({ type }) => `event: ${type}`))
  })

  test('has the members that clients with types insist on, from its first event', () => {
    const [created] = eventsIn(
      streamOf([], { metadata: { a: 'b' }, instructions: 'Be brief.', temperature: 0.5 }),
    )
    expect(created.response).toMatchObject({
      id: 'resp_abc',
      object: 'response',
      created_at: 1_761_200_000,
      status: 'in_progress',
      model: 'mine',
      output: [],
      tools: [],
      tool_choice: 'auto',
      parallel_tool_calls: true,
      metadata: { a: 'b' },
      instructions: 'Be brief.',
      temperature: 0.5,
      error: null,
      incomplete_details: null,
      usage: null,
    })
  })

  test('gives a piece as soon as it comes', () => {
    const encoder = createResponsesEncoder(headOf({}))
    expect(encoder.write({ type: 'text', choice: 0, text: 'Hi' })).toContain('"delta":"Hi"')
    expect(typesIn(encoder.write({ type: 'text', choice: 0, text: ' you' }))).toEqual(['output_text.delta'])
  })

  test('without any part is an answer that says nothing', async () => {
    expect(typesIn(streamOf([]))).toEqual(['created', 'in_progress', 'completed'])
    expect(await readBy(streamOf([]))).toMatchObject({ output: [], status: 'completed' })
  })
})

describe('usage', () => {
  test('includes what the cache had', () => {
    expect(eventsIn(streamOf([done])).at(-1).response.usage).toEqual({
      input_tokens: 17,
      input_tokens_details: { cached_tokens: 5, cache_write_tokens: 2 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 3 },
      total_tokens: 24,
    })
  })

  test('that nobody knows is null', () => {
    expect(writeWholeResponse(partsOf([done]), undefined, headOf({})).usage).toBeNull()
  })
})

describe('an answer that ends early', () => {
  test.each([
    ['length', 'max_output_tokens'],
    ['content-filter', 'content_filter'],
  ] as const)('by %s is incomplete', (reason, expected) => {
    const stream = streamOf([text('Hel'), { type: 'finish', reason }])
    expect(eventsIn(stream).at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: { reason: expected },
        output: [{ status: 'incomplete', content: [{ text: 'Hel' }] }],
      },
    })
  })

  test('within a call does not repeat the call, so that nobody runs half of it', () => {
    const parts = [call(0, 'a'), given(0, '{"x"'), ended(0), { type: 'finish', reason: 'length' }] as const
    const stream = streamOf(parts)
    expect(typesIn(stream)).not.toContain('output_item.done')
    expect(eventsIn(stream).at(-1).response.output).toEqual([])
  })
})

test('a whole answer is what the last event of the stream has', () => {
  const parts = [text('Look.'), call(0, 'look'), given(0, '{}'), ended(0), done]
  const whole = writeWholeResponse(partsOf(parts), usage, headOf({}))
  expect(whole).toEqual(eventsIn(streamOf(parts)).at(-1).response)
})

test.each([
  [
    { message: 'No.', kind: 'authentication_error', status: 401 },
    'authentication_error',
    'authentication_error',
  ],
  [
    { message: 'prompt is too long: 9 tokens', status: 400 },
    'invalid_request_error',
    'context_length_exceeded',
  ],
  [
    { message: 'Slow down.', kind: 'rate_limit_error', status: 429 },
    'rate_limit_exceeded',
    'rate_limit_exceeded',
  ],
  [{ message: 'Pay.', kind: 'insufficient_quota', status: 429 }, 'rate_limit_exceeded', 'insufficient_quota'],
  [{ message: 'Busy.', kind: 'overloaded_error', status: 529 }, 'server_error', 'overloaded_error'],
  [{ message: 'Odd.', status: 418 }, 'invalid_request_error', null],
])('tells the caller of %j', (failure, type, code) => {
  expect(responsesFailureBody(failure)).toEqual({
    error: { message: failure.message, type, param: null, code },
  })
})
