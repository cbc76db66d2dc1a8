import OpenAI from 'openai'
import type { Response as OpenAiResponse } from 'openai/resources/responses/responses'
import { describe, expect, test } from 'vitest'
import { createSseFramer } from '../../../../gateway/bytes/sse.ts'
import { openAiResponses } from '../../../../gateway/formats/openai-responses/index.ts'
import { type FixtureName, readFixture } from '../../../support/fake-upstream.ts'

const { caller, provider } = openAiResponses

/** The first frames of a recorded stream, and its end as the gateway writes it. */
function cutAfter(name: FixtureName, frames: number): string {
  const ending = caller.createEnding()
  const meter = provider.createMeter(() => {}, undefined, ending.see)
  const seen = createSseFramer().push(readFixture(name).body).slice(0, frames)
  for (const frame of seen) meter.read(frame)
  return Buffer.concat(seen.map(({ bytes }) => bytes)).toString() + ending.events(7, 19)
}

const dataIn = (events: string) =>
  events
    .split('\n\n')
    .filter(event => event !== '')
    .map(event => JSON.parse(event.slice(event.indexOf('data: ') + 'data: '.length)))

/** As the official client puts the stream together. */
function readBy(events: string): Promise<OpenAiResponse> {
  const headers = { 'content-type': caller.streamType }
  const { responses } = new OpenAI({ apiKey: 'none', fetch: async () => new Response(events, { headers }) })
  return responses.stream({ model: 'gpt-4o-mini', input: 'Hi' }).finalResponse()
}

describe('a stream that is cut', () => {
  test('closes its message and ends as where the most tokens are reached', async () => {
    const events = cutAfter('response-stream', 7)
    expect(dataIn(events).slice(7)).toMatchObject([
      { type: 'response.output_text.done', content_index: 0, output_index: 0, text: 'Hello! How' },
      { type: 'response.content_part.done', part: { type: 'output_text', text: 'Hello! How' } },
      {
        type: 'response.output_item.done',
        item: { status: 'incomplete', content: [{ text: 'Hello! How' }] },
      },
      {
        type: 'response.incomplete',
        response: {
          id: 'resp_68fa0c1d2e3f4a5b6c7d8e9f0a1b2c3d',
          status: 'incomplete',
          incomplete_details: { reason: 'max_output_tokens' },
          output: [{ type: 'message', status: 'incomplete' }],
          usage: { input_tokens: 19, output_tokens: 7, total_tokens: 26 },
        },
      },
    ])
    expect(await readBy(events)).toMatchObject({ status: 'incomplete', output_text: 'Hello! How' })
  })

  test('goes on with the numbers of its events', () => {
    const numbers = dataIn(cutAfter('response-stream', 7)).map(({ sequence_number }) => sequence_number)
    expect(numbers).toEqual(numbers.map((_, index) => index))
  })

  test('within a call says nothing of half of it, and repeats what came before', async () => {
    const events = cutAfter('response-stream-tools', 11)
    const ended = dataIn(events).slice(11)
    expect(ended).toMatchObject([
      { type: 'response.incomplete', response: { output: [{ type: 'reasoning' }] } },
    ])
    expect((await readBy(events)).output.map(({ type }) => type)).toEqual(['reasoning'])
  })

  test('after an item is the item as it was', async () => {
    const { output } = await readBy(cutAfter('response-stream-tools', 14))
    expect(output).toMatchObject([
      { type: 'reasoning' },
      { type: 'function_call', arguments: '{"city":"Zürich"}' },
    ])
  })

  test('within a refusal closes that', () => {
    const ending = caller.createEnding()
    const place = { output_index: 0, content_index: 0 }
    ending.see({ type: 'response.output_item.added', output_index: 0, item: { id: 'm', type: 'message' } })
    ending.see({ type: 'response.content_part.added', ...place, part: { type: 'refusal', refusal: '' } })
    ending.see({ type: 'response.refusal.delta', ...place, delta: 'I can' })
    expect(dataIn(ending.events(2, 3))).toMatchObject([
      { type: 'response.refusal.done', refusal: 'I can', sequence_number: 0 },
      { type: 'response.content_part.done', part: { type: 'refusal', refusal: 'I can' } },
      { type: 'response.output_item.done' },
      { type: 'response.incomplete', sequence_number: 3 },
    ])
  })
})

describe('a whole response as a stream', () => {
  test.each([
    'response',
    'response-tools',
    'response-cached',
    'response-incomplete',
    'response-web-search',
  ] as const)('is put together by the official client to what it was: %s', async name => {
    const body = readFixture(name).body.toString()
    const events = caller.answerEvents(body, false) ?? ''
    const { output_text: _, ...response } = await readBy(events)
    expect(response).toMatchObject(JSON.parse(body))
    const numbers = dataIn(events).map(({ sequence_number }) => sequence_number)
    expect(numbers).toEqual(numbers.map((_each, index) => index))
  })

  test('closes each item before the next begins', () => {
    const events = dataIn(caller.answerEvents(readFixture('response-cached').body.toString(), false) ?? '')
    const items = events.filter(({ type }) => type.startsWith('response.output_item.'))
    expect(items.map(({ type, output_index }) => `${output_index} ${type.split('.').at(-1)}`)).toEqual([
      '0 added',
      '0 done',
      '1 added',
      '1 done',
    ])
  })

  test('is none where it is no response', () => {
    for (const body of ['', '[]', '{}', '{"output":{}}', '{"error":{"message":"no"}}'])
      expect(caller.answerEvents(body, false)).toBeUndefined()
  })
})
