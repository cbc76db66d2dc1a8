import { describe, expect, test } from 'vitest'
import { checkAnswer } from '../../../gateway/cache/check-answer.ts'
import { formatNames, formatOf, type WireFormat } from '../../../gateway/formats/index.ts'
import { conformingFormat, type RecordedAnswer } from '../../conformance/conforming-format.ts'
import { readFixture } from '../../support/fake-upstream.ts'

const names = formatNames.filter(name => formatOf(name).caller.cache)
const conforming = await Promise.all(names.map(async name => [name, await conformingFormat(name)] as const))

const calls = ({ body }: RecordedAnswer['answer']) =>
  /"(tool_calls|tool_use|function_call|functionCall)"/.test(body.toString())

function check(
  format: WireFormat,
  { headers, body }: RecordedAnswer['answer'],
  isStream: boolean,
  allowsTools = false,
) {
  const contentType = String(headers?.['content-type'])
  return checkAnswer({ format, isStream, contentType, bytes: body }, allowsTools)
}

const json = (format: WireFormat, body: unknown, allowsTools = false) =>
  checkAnswer(
    { format, isStream: false, contentType: 'application/json', bytes: Buffer.from(JSON.stringify(body)) },
    allowsTools,
  )

describe.each(conforming)('%s', (format, { streams, whole, brokenStream }) => {
  const recorded = [
    ...whole.map(each => ({ ...each, isStream: false })),
    ...streams.map(each => ({ ...each, isStream: true })),
  ]

  test.each(recorded)(
    '$name is kept as far as it says something and calls no tool',
    async ({ name, answer, isStream }) => {
      const told = await check(format, answer, isStream)
      if (calls(answer)) expect(told).toEqual({ isGood: false, reason: 'The answer calls a tool.' })
      else if (name.includes('incomplete'))
        expect(told).toEqual({ isGood: false, reason: 'The answer was ended by its length.' })
      else expect(told).toEqual({ isGood: true, text: expect.stringMatching(/\S/) })
    },
  )

  test.each(recorded.filter(({ answer }) => calls(answer)))(
    'a call, as in $name, is kept where tools are allowed',
    async ({ answer, isStream }) => {
      expect(await check(format, answer, isStream, true)).toMatchObject({ isGood: true })
    },
  )

  test.each(streams)('no beginning of the stream $name is kept', async ({ answer }) => {
    for (let end = 0; end < answer.body.length - 2; end += end % 97 === 0 ? 1 : 7) {
      const cut = { ...answer, body: answer.body.subarray(0, end) }
      expect(await check(format, cut, true, true), `${end} bytes`).toMatchObject({ isGood: false })
    }
  })

  test.each(streams)('a ping before the stream $name changes nothing', async ({ answer }) => {
    const pinged = {
      ...answer,
      body: Buffer.concat([Buffer.from(formatOf(format).caller.ping), answer.body]),
    }
    expect(await check(format, pinged, true, true)).toEqual(await check(format, answer, true, true))
  })

  test.each(whole)('no beginning of $name is kept', async ({ answer }) => {
    for (let end = 0; end < answer.body.toString().trimEnd().length - 1; end += 11) {
      const cut = { ...answer, body: answer.body.subarray(0, end) }
      expect(await check(format, cut, false, true)).toMatchObject({ isGood: false })
    }
  })

  test('a stream in which a failure is reported is not kept', async () => {
    expect(await check(format, brokenStream.answer, true)).toMatchObject({ isGood: false })
    for (const { answer } of streams) {
      const bodies = [brokenStream.answer.body, answer.body]
      const goneOn = { ...answer, body: Buffer.concat(bodies) }
      expect(await check(format, goneOn, true, true), 'it went on').toMatchObject({ isGood: false })
    }
  })

  test.each(streams)('half an event behind the end of $name is no good stream', async ({ answer }) => {
    const longer = { ...answer, body: Buffer.concat([answer.body, answer.body.subarray(0, 20)]) }
    expect(await check(format, longer, true, true)).toMatchObject({ isGood: false })
  })

  test('an error, something else, and nothing are not kept', async () => {
    for (const body of [{ error: { message: 'Overloaded', code: 503 } }, {}, [], null, 'text'])
      expect(await json(format, body)).toMatchObject({ isGood: false })
  })
})

const failed = 'The answer reports a failure.'
const cut = 'The answer was ended by its length.'
const filtered = 'The answer was filtered.'
const refused = 'The model refused.'
const empty = 'The answer is empty.'
const several = 'There are several answers.'
const endless = 'The answer does not say that it ended.'

const chat = (finish_reason: unknown, message: object = {}) => ({
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi', ...message }, finish_reason }],
})
const message = (stop_reason: unknown, ...content: object[]) => ({ type: 'message', content, stop_reason })
const text = { type: 'text', text: 'Hi' }
const response = (status: string, more: object = {}, part: object = { type: 'output_text', text: 'Hi' }) => ({
  status,
  output: [{ type: 'message', content: [part] }],
  ...more,
})
const content = (finishReason: unknown, ...parts: object[]) => ({
  candidates: [{ content: { parts }, ...(finishReason ? { finishReason } : {}) }],
})
const line = (done_reason: string, said: object = { content: 'Hi' }) => ({
  message: { role: 'assistant', ...said },
  done: true,
  done_reason,
})

describe('a whole answer is judged by what it says of its end:', () => {
  test.each<[WireFormat, object, string | undefined]>([
    ['openai-chat', chat('stop'), undefined],
    ['openai-chat', chat('length'), cut],
    ['openai-chat', chat('content_filter'), filtered],
    ['openai-chat', chat('stop', { content: null, refusal: 'No.' }), refused],
    ['openai-chat', chat('stop', { content: ' \n' }), empty],
    ['openai-chat', chat('stop', { content: null, reasoning_content: 'Hm' }), empty],
    ['openai-chat', chat(null), endless],
    ['openai-chat', chat('error'), failed],
    [
      'openai-chat',
      { choices: [...chat('stop').choices, { ...chat('stop').choices[0], index: 1 }] },
      several,
    ],
    ['anthropic-messages', message('end_turn', text), undefined],
    ['anthropic-messages', message('stop_sequence', text), undefined],
    ['anthropic-messages', message('max_tokens', text), cut],
    ['anthropic-messages', message('model_context_window_exceeded', text), cut],
    ['anthropic-messages', message('refusal', text), filtered],
    ['anthropic-messages', message('pause_turn', text), failed],
    ['anthropic-messages', message(null, text), endless],
    ['anthropic-messages', message('end_turn'), empty],
    ['openai-responses', response('completed'), undefined],
    [
      'openai-responses',
      response('incomplete', { incomplete_details: { reason: 'max_output_tokens' } }),
      cut,
    ],
    [
      'openai-responses',
      response('incomplete', { incomplete_details: { reason: 'content_filter' } }),
      filtered,
    ],
    ['openai-responses', response('failed'), failed],
    ['openai-responses', response('queued'), failed],
    ['openai-responses', response('completed', {}, { type: 'refusal', refusal: 'No.' }), refused],
    ['openai-responses', response('completed', { output: [] }), empty],
    ['gemini-generate', content('STOP', { text: 'Hi' }), undefined],
    ['gemini-generate', content('MAX_TOKENS', { text: 'Hi' }), cut],
    ['gemini-generate', content('SAFETY', { text: 'Hi' }), filtered],
    ['gemini-generate', content('MALFORMED_FUNCTION_CALL', { text: 'Hi' }), failed],
    ['gemini-generate', content(undefined, { text: 'Hi' }), failed],
    ['gemini-generate', content('STOP', { text: 'Hm', thought: true }), empty],
    ['gemini-generate', { promptFeedback: { blockReason: 'SAFETY' } }, filtered],
    ['ollama-chat', line('stop'), undefined],
    ['ollama-chat', line('length'), cut],
    ['ollama-chat', line('load', { content: '' }), empty],
    ['ollama-generate', { response: 'Hi', done: true, done_reason: 'stop' }, undefined],
    ['ollama-generate', { response: 'Hi', done: true, done_reason: 'length' }, cut],
    ['ollama-generate', { response: '', done: true, done_reason: 'load' }, empty],
    ['ollama-generate', { response: 'Hi', done: false }, failed],
  ])('%s %j: %s', async (format, body, reason) => {
    expect(await json(format, body)).toEqual(
      reason === undefined ? { isGood: true, text: 'Hi' } : { isGood: false, reason },
    )
  })

  test('the text is all that was said, without the thinking', async () => {
    const thinking = { type: 'thinking', thinking: 'Hm', signature: 'x' }
    const more = { type: 'text', text: ' there' }
    expect(await json('anthropic-messages', message('end_turn', thinking, text, more))).toEqual({
      isGood: true,
      text: 'Hi there',
    })
  })

  test('one of more than 512 KiB is not read', async () => {
    const long = chat('stop', { content: 'x'.repeat(512 * 1024) })
    expect(await json('openai-chat', long)).toEqual({
      isGood: false,
      reason: 'The answer is longer than 512 KiB.',
    })
  })

  test('vectors are not kept', async () => {
    expect(await json('openai-embeddings', { data: [] })).toMatchObject({ isGood: false })
  })
})

test('a stream of a megabyte is read in turns', async () => {
  const { headers, body } = readFixture('chat-stream-usage')
  const [first = '', second = '', ...rest] = body.toString().split('\n\n')
  const bytes = Buffer.from([first, ...Array<string>(4000).fill(second), ...rest].join('\n\n'))
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  const told = await checkAnswer(
    { format: 'openai-chat', isStream: true, contentType: String(headers?.['content-type']), bytes },
    false,
  )
  clearInterval(timer)
  expect(told).toEqual({ isGood: true, text: expect.stringMatching(/^(Hello){4000}!/) })
  expect(turns).toBeGreaterThan(3)
})
