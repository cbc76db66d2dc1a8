import { describe, expect, test } from 'vitest'
import {
  call,
  done,
  ended,
  eventsIn,
  given,
  readBy,
  type Said,
  sealsAsked,
  streamOf,
  text,
  typesIn,
} from '../../../support/encoded-response.ts'

describe('an item', () => {
  test('is closed before the next one begins', async () => {
    const stream = streamOf([
      text('Look.'),
      call(0, 'look'),
      given(0, '{"at":1}'),
      ended(0),
      text('So.'),
      done,
    ])
    const items = eventsIn(stream).filter(({ type }) => type.startsWith('response.output_item'))
    expect(items.map(({ type, output_index, item }) => [type, output_index, item.type])).toEqual([
      ['response.output_item.added', 0, 'message'],
      ['response.output_item.done', 0, 'message'],
      ['response.output_item.added', 1, 'function_call'],
      ['response.output_item.done', 1, 'function_call'],
      ['response.output_item.added', 2, 'message'],
      ['response.output_item.done', 2, 'message'],
    ])
    expect((await readBy(stream)).output).toMatchObject([
      { content: [{ text: 'Look.' }] },
      { type: 'function_call', call_id: 'call_0', name: 'look', arguments: '{"at":1}', status: 'completed' },
      { content: [{ text: 'So.' }] },
    ])
  })

  test('of a call streams its arguments', () => {
    const stream = streamOf([call(0, 'look'), given(0, '{"a'), given(0, 't":1}'), ended(0), done])
    const events = eventsIn(stream).filter(({ type }) => type.includes('arguments'))
    expect(events).toMatchObject([
      { type: 'response.function_call_arguments.delta', item_id: 'fc_abc0', output_index: 0, delta: '{"a' },
      { delta: 't":1}' },
      { type: 'response.function_call_arguments.done', name: 'look', arguments: '{"at":1}' },
    ])
  })

  test('of a call without arguments has an empty object', () => {
    expect(eventsIn(streamOf([call(0, 'look'), ended(0), done])).at(-1).response.output).toMatchObject([
      { arguments: '{}' },
    ])
  })

  test('of a call that runs beside another waits until that one is closed', async () => {
    const stream = streamOf([
      call(0, 'a'),
      given(0, '{"x"'),
      call(1, 'b'),
      given(1, '{"y"'),
      call(2, 'c'),
      given(0, ':1}'),
      given(2, '{}'),
      ended(0),
      given(1, ':2}'),
      ended(1),
      ended(2),
      { type: 'finish', reason: 'tool-calls' },
    ])
    expect((await readBy(stream)).output).toMatchObject([
      { name: 'a', call_id: 'call_0', arguments: '{"x":1}' },
      { name: 'b', call_id: 'call_1', arguments: '{"y":2}' },
      { name: 'c', call_id: 'call_2', arguments: '{}' },
    ])
    const indexes = eventsIn(stream).flatMap(event => event.output_index ?? [])
    expect(indexes).toEqual(indexes.toSorted())
  })

  test('of thoughts shows them as a summary, and is sealed where that is asked for', async () => {
    const parts: Said[] = [
      { type: 'reasoning', text: 'I ' },
      { type: 'reasoning', text: 'think.' },
      { type: 'reasoning-seal', seal: { origin: 'anthropic-messages', value: 'sig' } },
      text('So.'),
      done,
    ]
    const stream = streamOf(parts, sealsAsked)
    expect(typesIn(stream).slice(2, 9)).toEqual([
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'output_item.done',
    ])
    expect((await readBy(stream)).output[0]).toMatchObject({
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'I think.' }],
      encrypted_content: 'gatehouse.anthropic-messages.s.sig',
    })
    expect(streamOf(parts)).not.toContain('sig')
  })

  test('of thoughts that are not shown has only what is sealed', async () => {
    const seal = { origin: 'anthropic-messages', value: 'r', isRedacted: true }
    const { output } = await readBy(
      streamOf([{ type: 'reasoning-seal', seal }, text('So.'), done], sealsAsked),
    )
    expect(output).toMatchObject([
      { type: 'reasoning', summary: [], encrypted_content: 'gatehouse.anthropic-messages.r.r' },
      { type: 'message' },
    ])
  })

  test('before a call has the seal that the call bears', async () => {
    const parts = [call(0, 'look', { origin: 'gemini-generate', value: 'sig' }), ended(0), done]
    expect((await readBy(streamOf(parts, sealsAsked))).output).toMatchObject([
      { type: 'reasoning', encrypted_content: 'gatehouse-call.gatehouse.gemini-generate.s.sig' },
      { type: 'function_call', name: 'look' },
    ])
    expect((await readBy(streamOf(parts))).output).toMatchObject([{ type: 'function_call' }])
  })

  test('has what the model cites and how likely it was', async () => {
    const entries = [{ token: 'Hi', logprob: -0.1, bytes: [72, 105], top_logprobs: [] }]
    const stream = streamOf([
      text('Hi there'),
      { type: 'logprobs', entries },
      { type: 'citation', citation: { url: 'https://example.com', title: 'Example', start: 3, end: 8 } },
      { type: 'citation', citation: { title: 'A book' } },
      done,
    ])
    const annotation = {
      type: 'url_citation',
      url: 'https://example.com',
      title: 'Example',
      start_index: 3,
      end_index: 8,
    }
    expect((await readBy(stream)).output).toMatchObject([
      { content: [{ text: 'Hi there', annotations: [annotation], logprobs: entries }] },
    ])
  })

  test('has a refusal as a part of its own', async () => {
    const refusal: Said = { type: 'refusal', text: 'No.' }
    const stream = streamOf([text('Well.'), refusal, { type: 'finish', reason: 'content-filter' }])
    expect(await readBy(stream)).toMatchObject({
      status: 'completed',
      output: [{ content: [{ text: 'Well.' }, { type: 'refusal', refusal: 'No.' }] }],
    })
  })
})
