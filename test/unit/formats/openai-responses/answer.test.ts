import { describe, expect, test } from 'vitest'
import { createSseFramer, encodeSseEvent } from '../../../../gateway/bytes/sse.ts'
import { openAiResponses } from '../../../../gateway/formats/openai-responses/index.ts'
import { readFixture } from '../../../support/fake-upstream.ts'

const { createMeter, readAnswer } = openAiResponses.provider

function meter() {
  const said: string[] = []
  const stream = createMeter(text => said.push(text))
  const read = (...events: readonly object[]) =>
    createSseFramer()
      .push(Buffer.from(events.map(event => encodeSseEvent(undefined, JSON.stringify(event))).join('')))
      .map(frame => stream.read(frame))
  return { ...stream, said, readEvents: read }
}

const added = (item: object, output_index = 0) => ({ type: 'response.output_item.added', output_index, item })
const done = (item: object, output_index = 0) => ({ type: 'response.output_item.done', output_index, item })
const delta = (text: string, output_index = 0) => ({
  type: 'response.output_text.delta',
  output_index,
  content_index: 0,
  delta: text,
})
const message = (...content: readonly object[]) => ({ type: 'message', id: 'msg_1', content })
const text = (said: string) => ({ type: 'output_text', text: said })
const usage = (input: number, output: number) => ({
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output,
})

describe('before an answer says anything, it is a preamble:', () => {
  test.each([
    ['that it is made', { type: 'response.created', response: {} }, 'preamble'],
    ['that it waits', { type: 'response.queued', response: {} }, 'preamble'],
    ['that it runs', { type: 'response.in_progress', response: {} }, 'preamble'],
    ['a sign of life', { type: 'keepalive', sequence_number: 3 }, 'preamble'],
    ['a message that begins', added(message()), 'preamble'],
    ['a thought that begins', added({ type: 'reasoning', summary: [] }), 'preamble'],
    ['a part that begins', { type: 'response.content_part.added', part: text('') }, 'preamble'],
    ['a call that begins', added({ type: 'function_call', name: 'look', arguments: '' }), 'content'],
    ['a search that begins', added({ type: 'web_search_call' }), 'other'],
    ['text', delta('Hi'), 'content'],
    ['a thought', { type: 'response.reasoning_summary_text.delta', delta: 'Hm' }, 'content'],
    ['a refusal', { type: 'response.refusal.delta', delta: 'No' }, 'content'],
    ['sound', { type: 'response.audio.delta', delta: 'UklGRg==' }, 'other'],
    ['an event that nobody knows', { type: 'response.new' }, 'other'],
    ['the end', { type: 'response.completed', response: {} }, 'other'],
  ])('%s', (_, event, kind) => {
    expect(meter().readEvents(event)).toEqual([kind])
  })

  test('a comment too', () => {
    const [frame] = createSseFramer().push(Buffer.from(': ping\n\n'))
    expect(frame && meter().read(frame)).toBe('preamble')
  })
})

describe('what an answer says is counted once', () => {
  test('where items repeat what their deltas said', () => {
    const stream = meter()
    const call = { type: 'function_call', name: 'look', arguments: '' }
    stream.readEvents(
      added(message()),
      delta('Hel'),
      delta('lo'),
      { type: 'response.output_text.done', text: 'Hello' },
      { type: 'response.content_part.done', part: text('Hello') },
      done(message(text('Hello'))),
      added(call, 1),
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{"a":1}' },
      done({ ...call, arguments: '{"a":1}' }, 1),
      { type: 'response.completed', response: { output: [message(text('Hello'))] } },
    )
    expect(stream.said).toEqual(['Hel', 'lo', 'look', '{"a":1}'])
  })

  test('where items come whole, without deltas, or without a beginning', () => {
    const stream = meter()
    const call = { type: 'custom_tool_call', name: 'patch', input: '' }
    stream.readEvents(
      added(call),
      done({ ...call, input: '*** Begin' }),
      done({ type: 'reasoning', summary: [{ text: 'Hm' }], content: [{ text: 'Aha' }] }, 1),
    )
    expect(stream.said).toEqual(['patch', '*** Begin', 'HmAha'])
  })

  test('where items run side by side', () => {
    const stream = meter()
    stream.readEvents(added(message()), added(message(), 1), delta('a'), delta('b', 1))
    stream.readEvents(done(message(text('b')), 1), done(message(text('a'))))
    expect(stream.said).toEqual(['a', 'b'])
  })
})

describe('a stream ends', () => {
  const ending = (type: string, response: object = {}) => {
    const stream = meter()
    stream.readEvents({ type: 'response.created', response: { service_tier: 'auto' } }, delta('Hi'), {
      type,
      response,
    })
    return { ended: stream.ended(), failed: stream.failed(), ...stream.usage() }
  }

  test.each([
    ['response.completed', true, false],
    ['response.incomplete', true, false],
    ['response.failed', true, true],
    ['error', true, true],
    ['response.output_text.done', false, false],
  ])('with %s: %s, and has failed: %s', (type, ended, failed) => {
    expect(ending(type)).toMatchObject({ ended, failed, complete: false })
  })

  test('with its usage, at the tier that answered', () => {
    const read = ending('response.completed', { usage: usage(10, 5), service_tier: 'priority' })
    expect(read).toMatchObject({
      complete: true,
      tokens: { input: 10, output: 5 },
      terms: { serviceTier: 'priority' },
    })
    expect(ending('response.incomplete', { usage: usage(10, 5) }).complete).toBe(true)
  })

  test('before that, nothing is known of the tier: the first event repeats what was asked', () => {
    expect(ending('error').terms).toEqual({})
  })

  test('not with [DONE], which some servers send after it', () => {
    const stream = meter()
    const [frame] = createSseFramer().push(Buffer.from('data: [DONE]\n\n'))
    expect(frame && stream.read(frame)).toBe('other')
    expect(stream.ended()).toBe(false)
  })
})

test('a server that leaves the items out of the last event has shown its searches before', () => {
  const stream = meter()
  stream.readEvents(
    done({ type: 'web_search_call', action: { type: 'search', query: 'a' } }),
    done({ type: 'web_search_call', action: { type: 'open_page', url: 'https://example.com' } }, 1),
    { type: 'response.completed', response: { output: [], usage: usage(10, 5) } },
  )
  expect(stream.usage()).toMatchObject({ complete: true, uses: { 'web-search': 1 } })
})

test('a recorded stream says as much as it reports', () => {
  const stream = meter()
  for (const frame of createSseFramer().push(readFixture('response-stream-tools').body)) stream.read(frame)
  expect(stream.said.join('')).toBe('**Looking the weather up**get_weather{"city":"Zürich"}')
  expect(stream.usage()).toMatchObject({
    complete: true,
    tokens: { input: 58, cacheRead: 1024, output: 49, reasoning: 32 },
  })
})

test.each([undefined, null, [], 'text', {}, { output: {} }, { output: [null, 1, { type: 'message' }] }])(
  'a whole answer that is %j says and reports nothing',
  answer => {
    expect(readAnswer(answer)).toMatchObject({ text: '', usage: { tokens: undefined, complete: false } })
  },
)
