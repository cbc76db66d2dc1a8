import fc from 'fast-check'
import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import { describe, expect, test } from 'vitest'
import { createSseFramer } from '../../../../gateway/bytes/sse.ts'
import type { AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { createResponsesDecoder } from '../../../../gateway/formats/openai-responses/read-parts.ts'
import { type FixtureName, readFixture } from '../../../support/fake-upstream.ts'

const ids = () => 'minted'

function read(...events: (Partial<ResponseStreamEvent> | object)[]): AnswerPart[] {
  const decoder = createResponsesDecoder(ids)
  return [...events.flatMap(event => decoder.read(event, undefined)), ...decoder.end()]
}

function readRecorded(name: FixtureName): AnswerPart[] {
  const frames = createSseFramer().push(readFixture(name).body)
  return read(...frames.flatMap(({ data }) => (data === undefined ? [] : JSON.parse(data))))
}

const completed = { type: 'response.completed', response: { status: 'completed', output: [] } }
const stop = { type: 'finish', choice: 0, reason: 'stop' }
const toolCalls = { type: 'finish', choice: 0, reason: 'tool-calls' }
const message = (...content: object[]) => ({ id: 'msg_1', type: 'message', role: 'assistant', content })
const functionCall = (args: string) => ({
  id: 'fc_1',
  type: 'function_call',
  call_id: 'call_1',
  name: 'look',
  arguments: args,
})
const begun = { type: 'tool-call', choice: 0, call: 0, id: 'call_1', name: 'look' }
const callEnded = { type: 'tool-call-end', choice: 0, call: 0 }
const args = (text: string) => ({ type: 'tool-arguments', choice: 0, call: 0, text })

describe('a recorded stream', () => {
  test('of text', () => {
    const parts = readRecorded('response-stream')
    expect(parts.map(part => (part.type === 'text' ? part.text : part.type)).join('|')).toBe(
      'Hello|!| How| can| I| help| you| today|?|finish',
    )
  })

  test('of thoughts and a call', () => {
    expect(readRecorded('response-stream-tools')).toEqual([
      { type: 'reasoning', choice: 0, text: '**Looking the' },
      { type: 'reasoning', choice: 0, text: ' weather up**' },
      {
        type: 'reasoning-seal',
        choice: 0,
        seal: {
          origin: 'openai-responses',
          value: expect.stringMatching(/^gAAAA/),
          id: expect.stringMatching(/^rs_/),
        },
      },
      { type: 'tool-call', choice: 0, call: 0, id: 'call_hM2Tz8vQ', name: 'get_weather' },
      args('{"city":'),
      args('"Zürich"}'),
      callEnded,
      toolCalls,
    ])
  })

  test('that fails', () => {
    expect(readRecorded('response-stream-failed').at(-1)).toMatchObject({
      type: 'error',
      kind: 'server_error',
      status: 500,
    })
  })
})

describe('items', () => {
  test('that come only whole are read when they are done', () => {
    const events = [
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { type: 'reasoning', summary: [{ text: 'Hm.' }] },
      },
      {
        type: 'response.output_item.done',
        output_index: 1,
        item: message({ type: 'output_text', text: 'Hi' }),
      },
      { type: 'response.output_item.done', output_index: 2, item: functionCall('{}') },
    ]
    expect(read(...events, completed)).toEqual([
      { type: 'reasoning', choice: 0, text: 'Hm.' },
      { type: 'text', choice: 0, text: 'Hi' },
      begun,
      args('{}'),
      callEnded,
      toolCalls,
    ])
  })

  test('that come only at the end are read there', () => {
    const output = [message({ type: 'output_text', text: 'Hi' }), functionCall('{}')]
    expect(read({ ...completed, response: { output } })).toEqual([
      { type: 'text', choice: 0, text: 'Hi' },
      begun,
      args('{}'),
      callEnded,
      toolCalls,
    ])
  })

  test('that are repeated are read once', () => {
    const item = message({ type: 'output_text', text: 'Hi' })
    const events = [
      { type: 'response.output_item.added', output_index: 0, item: message() },
      { type: 'response.output_text.delta', output_index: 0, item_id: 'msg_1', delta: 'Hi' },
      { type: 'response.output_text.done', output_index: 0, item_id: 'msg_1', text: 'Hi' },
      { type: 'response.output_item.done', output_index: 0, item },
      { ...completed, response: { output: [{ ...item, id: 'msg_other' }, item] } },
    ]
    expect(read(...events)).toEqual([{ type: 'text', choice: 0, text: 'Hi' }, stop])
  })

  test('are told apart by their ids where there are no indexes, and by order where there is neither', () => {
    const pieces = (place: object) => [
      { type: 'response.output_item.added', item: functionCall('') },
      { type: 'response.function_call_arguments.delta', ...place, delta: '{"at"' },
      { type: 'response.function_call_arguments.delta', ...place, delta: ':1}' },
      { type: 'response.output_item.done', item: functionCall('{"at":1}') },
      completed,
    ]
    const expected = [begun, args('{"at"'), args(':1}'), callEnded, toolCalls]
    expect(read(...pieces({ item_id: 'fc_1' }))).toEqual(expected)
    expect(read(...pieces({}))).toEqual(expected)
  })

  test('of calls side by side keep their numbers', () => {
    const second = { ...functionCall('{"b":1}'), id: 'fc_2', call_id: 'call_2' }
    const parts = read(
      { type: 'response.output_item.added', output_index: 0, item: functionCall('') },
      { type: 'response.output_item.added', output_index: 1, item: { ...second, arguments: '' } },
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{"b"' },
      { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{}' },
      { type: 'response.output_item.done', output_index: 0, item: functionCall('{}') },
      { type: 'response.output_item.done', output_index: 1, item: second },
      completed,
    )
    expect(parts.map(part => ('call' in part ? [part.type, part.call] : part.type))).toEqual([
      ['tool-call', 0],
      ['tool-call', 1],
      ['tool-arguments', 1],
      ['tool-arguments', 0],
      ['tool-call-end', 0],
      ['tool-arguments', 1],
      ['tool-call-end', 1],
      'finish',
    ])
  })

  test('of a call without an id get one', () => {
    const item = { type: 'function_call', name: 'look', arguments: '{}' }
    expect(read({ type: 'response.output_item.done', output_index: 0, item })[0]).toMatchObject({
      id: 'minted',
    })
  })

  test('of thoughts in several parts are told apart', () => {
    const parts = read(
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { id: 'rs_1', type: 'reasoning', summary: [] },
      },
      { type: 'response.reasoning_summary_part.added', output_index: 0, summary_index: 0 },
      { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'One' },
      { type: 'response.reasoning_summary_part.added', output_index: 0, summary_index: 1 },
      { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 1, delta: 'Two' },
    )
    expect(parts.map(part => part.type === 'reasoning' && part.text).join('')).toBe('One\n\nTwo')
  })

  test('have refusals, citations and logprobs', () => {
    const entries = [{ token: 'Hi', logprob: -0.1, bytes: [72], top_logprobs: [] }]
    const annotation = {
      type: 'url_citation',
      url: 'https://a.example',
      title: 'A',
      start_index: 0,
      end_index: 2,
    }
    const parts = read(
      { type: 'response.output_text.delta', output_index: 0, delta: 'Hi', logprobs: entries },
      { type: 'response.output_text.annotation.added', output_index: 0, annotation },
      { type: 'response.refusal.delta', output_index: 0, delta: 'No.' },
    )
    expect(parts).toEqual([
      { type: 'text', choice: 0, text: 'Hi' },
      { type: 'logprobs', choice: 0, entries },
      { type: 'citation', choice: 0, citation: { url: 'https://a.example', title: 'A', start: 0, end: 2 } },
      { type: 'refusal', choice: 0, text: 'No.' },
    ])
  })
})

test('no event makes it throw', () => {
  const types = [
    'output_item.added',
    'output_item.done',
    'output_text.delta',
    'completed',
    'failed',
    'incomplete',
  ]
  const event = fc.record(
    {
      type: fc.constantFrom(...types.map(type => `response.${type}`)),
      item: fc.oneof(
        fc.jsonValue(),
        fc.record({
          type: fc.constantFrom('message', 'function_call', 'reasoning'),
          content: fc.jsonValue(),
          summary: fc.jsonValue(),
        }),
      ),
      response: fc.jsonValue(),
      delta: fc.jsonValue(),
      output_index: fc.jsonValue(),
    },
    { requiredKeys: ['type'] },
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 6 }), events => void read(...events)),
    { numRuns: 300 },
  )
})
