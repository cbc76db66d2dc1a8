import { describe, expect, test } from 'vitest'
import { ollamaChat } from '../../../../gateway/formats/ollama-chat/index.ts'

const { translation } = ollamaChat.provider
if (!translation) throw new Error('The format has no translation')

function createIds() {
  let made = 0
  return () => `id${made++}`
}
function decode(...lines: unknown[]) {
  const decoder = translation?.createDecoder(createIds())
  return lines.flatMap(line => [...(decoder?.read(line, undefined) ?? [])]).concat(decoder?.end() ?? [])
}
const readWhole = (answer: unknown) => translation.readWhole(answer, createIds())

const says = (message: object, more: object = {}) => ({
  model: 'm',
  created_at: 't',
  message: { role: 'assistant', content: '', ...message },
  done: false,
  ...more,
})
const done = (reason: unknown = 'stop') => says({}, { done: true, done_reason: reason, eval_count: 1 })
const called = (name: string, input: unknown, id?: string) => ({
  ...(id === undefined ? {} : { id }),
  function: { index: 0, name, arguments: input },
})
const callParts = (call: number, id: string, name: string, text: string) => [
  { type: 'tool-call', choice: 0, call, id, name },
  { type: 'tool-arguments', choice: 0, call, text },
  { type: 'tool-call-end', choice: 0, call },
]
const finish = (reason: string) => ({ type: 'finish', choice: 0, reason })

describe('a stream', () => {
  test('has thinking, text and its end', () => {
    expect(decode(says({ thinking: 'Hm' }), says({ content: 'Hi' }), says({}), done())).toEqual([
      { type: 'reasoning', choice: 0, text: 'Hm' },
      { type: 'text', choice: 0, text: 'Hi' },
      finish('stop'),
    ])
  })

  test('has calls whole in lines of their own: they are numbered on, get ids, and turn stop into tool-calls', () => {
    expect(
      decode(
        says({ tool_calls: [called('weather', { city: 'Zürich' })] }),
        says({ tool_calls: [called('time', null), called('zone', {}, 'call_9')] }),
        done(),
      ),
    ).toEqual([
      ...callParts(0, 'id0', 'weather', '{"city":"Zürich"}'),
      ...callParts(1, 'id1', 'time', '{}'),
      ...callParts(2, 'call_9', 'zone', '{}'),
      finish('tool-calls'),
    ])
  })

  test('gives no two calls the same id', () => {
    const parts = decode(says({ tool_calls: [called('a', {}, 'x'), called('b', {}, 'x')] }), done())
    expect(parts.flatMap(part => (part.type === 'tool-call' ? [part.id] : []))).toEqual(['x', 'id0'])
  })

  test('that is cut after calls is cut', () => {
    expect(decode(says({ tool_calls: [called('a', {})] }), done('length')).at(-1)).toEqual(finish('length'))
  })

  test.each([undefined, null, '', 'load', 'unload'])('that ends with the reason %j stopped', reason => {
    expect(decode(says({ content: 'Hi' }), done(reason)).at(-1)).toEqual(finish('stop'))
  })

  test('that ends for a reason that is not known is an error', () => {
    expect(decode(says({ content: 'Hi' }), done('moon')).at(-1)).toEqual({
      type: 'error',
      message: 'The provider ended its answer for a reason that is not known: moon.',
    })
  })

  test.each([
    ['out of memory', { message: 'out of memory' }],
    [
      { message: 'Broken', type: 'server_error' },
      { message: 'Broken', kind: 'server_error' },
    ],
    [{}, { message: 'The provider failed.' }],
  ])('with the error %j says it and ends', (error, expected) => {
    expect(decode(says({ content: 'Hi' }), { error }, says({ content: 'more' }), done())).toEqual([
      { type: 'text', choice: 0, text: 'Hi' },
      { type: 'error', ...expected },
    ])
  })

  test('has log probabilities in the shape that formats share', () => {
    const logprobs = [
      { token: 'Hi', logprob: -0.1, top_logprobs: [{ token: 'Ho', logprob: -2, bytes: [72] }] },
    ]
    expect(decode(says({ content: 'Hi' }, { logprobs }))[1]).toEqual({
      type: 'logprobs',
      choice: 0,
      entries: [
        {
          token: 'Hi',
          logprob: -0.1,
          bytes: null,
          top_logprobs: [{ token: 'Ho', logprob: -2, bytes: [72] }],
        },
      ],
    })
  })

  test('of anything never throws', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)
    for (const line of [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { message: 7 },
      { message: [] },
      says({ content: 7, thinking: {}, tool_calls: 'x' }),
      says({ tool_calls: [null] }),
      says({ tool_calls: [{ function: 7 }] }),
      says({ tool_calls: [called('f', deep)] }),
      says({}, { logprobs: [7, { top_logprobs: 7 }] }),
      done(7),
      done({}),
    ]) {
      expect(() => decode(line, done())).not.toThrow()
      expect(() => readWhole(line)).not.toThrow()
    }
    expect(decode(says({ tool_calls: [called('f', deep)] }), done())).toEqual([
      { type: 'error', message: 'The provider sent a call of a tool that cannot be read.' },
    ])
  })
})

describe('a whole answer', () => {
  test('is the same parts', () => {
    const message = { role: 'assistant', thinking: 'Hm', content: 'Hi', tool_calls: [called('f', { a: 1 })] }
    expect(readWhole({ model: 'm', message, done: true, done_reason: 'stop' })).toEqual([
      { type: 'reasoning', choice: 0, text: 'Hm' },
      { type: 'text', choice: 0, text: 'Hi' },
      ...callParts(0, 'id0', 'f', '{"a":1}'),
      finish('tool-calls'),
    ])
  })

  test.each([undefined, 'x', {}, { done: true }, says({ content: 'Hi' })])('that is none: %j', answer => {
    expect(readWhole(answer)).toMatchObject([{ type: 'error' }])
  })

  test('that is an error', () => {
    expect(readWhole({ error: 'no' })).toEqual([{ type: 'error', message: 'no' }])
  })
})

test.each([
  [{ error: "model 'x' not found" }, { message: "model 'x' not found" }],
  [{ error: { message: 'Broken', type: 'api_error' } }, { message: 'Broken', kind: 'api_error' }],
  [{ error: '' }, undefined],
  [{ error: 7 }, undefined],
  [{ message: 'x' }, undefined],
  ['<html>', undefined],
])('a refusal %j', (body, expected) => {
  expect(translation.readFailure(body)).toEqual(expected)
})
