import { describe, expect, test } from 'vitest'
import type { AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { readWhole } from '../../../../gateway/formats/openai-chat/read-parts.ts'
import { eventsOf, ids, partsOfChunks, streamOf } from './answering.ts'

const delta = (said: object, finish_reason: string | null = null, more: object = {}) => ({
  choices: [{ index: 0, delta: said, finish_reason, ...more }],
})
const calls = (...tool_calls: object[]) => delta({ tool_calls })
const done = delta({}, 'stop')
const usageChunk = { choices: [], usage: { prompt_tokens: 1 } }
const text = (said: string): AnswerPart => ({ type: 'text', choice: 0, text: said })
const finish = (reason: string) => ({ type: 'finish', choice: 0, reason })

describe('a stream', () => {
  test('reads text in pieces, and usage wherever it stands', () => {
    const role = delta({ role: 'assistant', content: '' })
    expect(
      partsOfChunks(usageChunk, role, delta({ content: 'a' }), delta({ content: 'b' }), done, usageChunk),
    ).toEqual([text('a'), text('b'), finish('stop')])
  })

  test.each(['reasoning_content', 'reasoning'])('reads thinking in %s', member => {
    expect(partsOfChunks(delta({ [member]: 'Hm', content: '' }), delta({ content: 'Hi' }), done)).toEqual([
      { type: 'reasoning', choice: 0, text: 'Hm' },
      text('Hi'),
      finish('stop'),
    ])
  })

  test('reads thinking in a list of content', () => {
    const content = [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }]
    expect(
      partsOfChunks(delta({ content }), delta({ content: [{ type: 'text', text: 'Hi' }] }), done),
    ).toEqual([{ type: 'reasoning', choice: 0, text: 'Hm' }, text('Hi'), finish('stop')])
  })

  test('puts a seal that comes in pieces together, and ends the thinking with it', () => {
    const piece = (more: object) =>
      delta({ reasoning_details: [{ type: 'reasoning.text', index: 0, format: 'x', ...more }] })
    const whole = { type: 'reasoning.text', index: 0, format: 'x', text: 'Hm', signature: 'sig' }
    expect(
      partsOfChunks(
        piece({ text: 'H' }),
        piece({ text: 'm' }),
        piece({ signature: 'sig' }),
        delta({ content: 'Hi' }),
        done,
      ),
    ).toEqual([
      { type: 'reasoning', choice: 0, text: 'H' },
      { type: 'reasoning', choice: 0, text: 'm' },
      {
        type: 'reasoning-seal',
        choice: 0,
        seal: { origin: 'openai-chat', value: expect.toSatisfy(sameJson(whole)), isRedacted: false },
      },
      text('Hi'),
      finish('stop'),
    ])
  })

  test('reads refusals, probabilities, sources and the stop sequence', () => {
    const entry = { token: 'No' }
    const source = { url: 'https://a.test', title: 'A', start_index: 0, end_index: 2 }
    expect(
      partsOfChunks(
        {
          ...delta({ refusal: 'No' }, null, { logprobs: { content: [entry] } }),
          citations: ['https://b.test'],
        },
        delta({ annotations: [{ type: 'url_citation', url_citation: source }] }),
        { ...delta({}, 'stop', { stop_reason: 'END' }), citations: ['https://b.test'] },
      ),
    ).toEqual([
      { type: 'refusal', choice: 0, text: 'No' },
      { type: 'logprobs', choice: 0, entries: [entry] },
      { type: 'citation', choice: 0, citation: { url: 'https://b.test' } },
      { type: 'citation', choice: 0, citation: { url: 'https://a.test', title: 'A', start: 0, end: 2 } },
      { type: 'finish', choice: 0, reason: 'stop', stopSequence: 'END' },
    ])
  })

  test.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'content-filter'],
    ['tool_calls', 'stop'],
    ['model_length', 'length'],
    ['eos', 'stop'],
  ])('reads the reason %s without calls as %s', (word, reason) => {
    expect(partsOfChunks(delta({}, word))).toEqual([finish(reason)])
  })

  test.each(['length', 'content_filter'])('lets %s win over calls, so that no cut call is run', word => {
    const call = calls({ index: 0, id: 'a', function: { name: 'x', arguments: '{"a' } })
    expect(partsOfChunks(call, delta({}, word)).at(-1)).toEqual(finish(word.replace('_', '-')))
  })

  test.each(['insufficient_system_resource', 'toString'])('fails for the unknown reason %s', word => {
    expect(partsOfChunks(delta({ content: 'a' }), delta({}, word))).toMatchObject([
      {},
      { type: 'error', kind: word },
    ])
  })

  test('ends a choice that was never said to end', () => {
    expect(partsOfChunks(delta({ content: 'a' }))).toEqual([text('a'), finish('stop')])
  })

  test('says nothing after an error', () => {
    const error = { error: { message: 'Broken', code: 502 } }
    expect(partsOfChunks(delta({ content: 'a' }), error, delta({ content: 'b' }))).toEqual([
      text('a'),
      { type: 'error', message: 'Broken', status: 502 },
    ])
  })

  test('fails where nothing came', () => {
    expect(partsOfChunks(undefined, 5, usageChunk)).toMatchObject([{ type: 'error' }])
  })

  test('keeps several choices apart', () => {
    const choice = (index: number, content: string) => ({ index, delta: { content }, finish_reason: 'stop' })
    expect(partsOfChunks({ choices: [choice(1, 'b'), choice(0, 'a')] })).toMatchObject([
      { choice: 1, text: 'b' },
      { choice: 1, type: 'finish' },
      { choice: 0, text: 'a' },
      { choice: 0, type: 'finish' },
    ])
  })

  test('is written again as it was read', () => {
    const seal = delta({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'abc', index: 0 }] })
    const chunks = [
      delta({ reasoning_content: 'Hm' }),
      seal,
      delta({ content: 'a' }),
      calls({ index: 0, id: 'a', type: 'function', function: { name: 'x', arguments: '' } }),
      calls({ index: 0, function: { arguments: '{}' } }),
      delta({}, 'tool_calls'),
    ]
    const [role, ...again] = eventsOf(streamOf(partsOfChunks(...chunks)))
    expect(role).toMatchObject({ choices: [{ delta: { role: 'assistant' } }] })
    expect(again).toMatchObject([...chunks, '[DONE]'])
  })
})

describe('a whole answer', () => {
  test('is read in the order of thinking, text and calls, two calls without an index among them', () => {
    const call = (id: string) => ({ id, type: 'function', function: { name: 'x', arguments: '{}' } })
    const message = { role: 'assistant', content: 'a', reasoning: 'Hm', tool_calls: [call('a'), call('b')] }
    expect(readWhole({ choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }, ids())).toMatchObject(
      [
        { type: 'reasoning', text: 'Hm' },
        text('a'),
        { type: 'tool-call', call: 0, id: 'a' },
        { type: 'tool-arguments', call: 0 },
        { type: 'tool-call-end', call: 0 },
        { type: 'tool-call', call: 1, id: 'b' },
        { type: 'tool-arguments', call: 1 },
        { type: 'tool-call-end', call: 1 },
        finish('tool-calls'),
      ],
    )
  })

  test.each([
    [undefined],
    ['text'],
    [[]],
    [{}],
    [{ choices: [] }],
    [{ choices: 5 }],
    [{ error: { message: 'x' } }],
    [{ object: 'error', message: 'x' }],
  ])('is an error where it is %j', answer => {
    expect(readWhole(answer, ids())).toMatchObject([{ type: 'error', message: expect.any(String) }])
  })

  test.each([
    [{ choices: [null] }],
    [{ choices: [{ message: 5 }] }],
    [{ choices: [{ message: { content: {}, tool_calls: [1, {}, { function: 2 }], annotations: [3] } }] }],
    [{ choices: [{ message: { reasoning_details: [null, { type: 1, signature: {} }] }, logprobs: 1 }] }],
  ])('of wrong types never throws: %j', answer => {
    expect(readWhole(answer, ids()).at(-1)).toMatchObject({ type: expect.stringMatching(/^(error|finish)$/) })
  })
})

function sameJson(expected: object): (text: string) => boolean {
  return text => {
    expect(JSON.parse(text)).toEqual(expected)
    return true
  }
}
