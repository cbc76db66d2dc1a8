import { type ChatResponse, Ollama } from 'ollama'
import { describe, expect, test } from 'vitest'
import type { AnswerHead, AnswerPart, AnswerUsage } from '../../../../gateway/chat/answer-part.ts'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import { ollamaChat } from '../../../../gateway/formats/ollama-chat/index.ts'

const { translation } = ollamaChat.caller
if (!translation) throw new Error('The format has no translation')

const head: AnswerHead = {
  id: 'abc',
  model: 'claude',
  createdAtMs: Date.UTC(2026, 10, 27),
  inputTokens: 5,
  usageAsked: false,
  request: {},
}
const known = { model: 'claude', created_at: '2026-11-27T00:00:00.000Z' }
const usage: AnswerUsage = { ...noTokens, input: 10, cacheRead: 3, cacheWrite: 2, output: 7, reasoning: 4 }

const text = (said: string): AnswerPart => ({ type: 'text', choice: 0, text: said })
const thought = (said: string): AnswerPart => ({ type: 'reasoning', choice: 0, text: said })
const begin = (call: number, name: string): AnswerPart => ({
  type: 'tool-call',
  choice: 0,
  call,
  id: `call_${call}`,
  name,
})
const piece = (call: number, said: string): AnswerPart => ({
  type: 'tool-arguments',
  choice: 0,
  call,
  text: said,
})
const over = (call: number): AnswerPart => ({ type: 'tool-call-end', choice: 0, call })
const finish = (reason: 'stop' | 'length' | 'tool-calls' | 'content-filter'): AnswerPart => ({
  type: 'finish',
  choice: 0,
  reason,
})

function streamOf(parts: readonly AnswerPart[], used: { readonly usage: AnswerUsage } = { usage }): string {
  const encoder = translation?.createEncoder(head)
  return parts.map(part => encoder?.write(part)).join('') + encoder?.end(used.usage)
}
const linesOf = (stream: string) =>
  stream
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
const said = (message: object) => ({
  ...known,
  message: { role: 'assistant', content: '', ...message },
  done: false,
})
const ending = (reason: string, input = 15, output = 7) => ({
  done: true,
  done_reason: reason,
  total_duration: 0,
  load_duration: 0,
  prompt_eval_count: input,
  prompt_eval_duration: 0,
  eval_count: output,
  eval_duration: 0,
})
const ended = (...given: Parameters<typeof ending>) => ({ ...said({}), ...ending(...given) })
const calls = [
  { id: 'call_0', function: { index: 0, name: 'weather', arguments: { city: 'Zürich' } } },
  { id: 'call_1', function: { index: 1, name: 'time', arguments: {} } },
]
/** Calls side by side, in pieces. */
const answer = [
  thought('Hm'),
  text('I '),
  text('look.'),
  begin(0, 'weather'),
  piece(0, '{"city":'),
  begin(1, 'time'),
  piece(0, '"Zürich"}'),
  over(0),
  over(1),
  finish('tool-calls'),
]

describe('a stream', () => {
  test('has a line for each piece, calls whole, and one line that is done', () => {
    expect(linesOf(streamOf(answer))).toEqual([
      said({ thinking: 'Hm' }),
      said({ content: 'I ' }),
      said({ content: 'look.' }),
      said({ tool_calls: [calls[0]] }),
      said({ tool_calls: [calls[1]] }),
      ended('stop'),
    ])
  })

  test('goes out piece by piece', () => {
    const encoder = translation.createEncoder(head)
    expect(linesOf(encoder.write(text('Hi')))).toEqual([said({ content: 'Hi' })])
    expect(encoder.write(finish('stop'))).toBe('')
  })

  test.each([
    ['stop', 'stop'],
    ['tool-calls', 'stop'],
    ['length', 'length'],
    ['content-filter', 'content_filter'],
  ] as const)('that ends by %s is done by %s', (reason, word) => {
    expect(linesOf(streamOf([text('Hi'), finish(reason)])).at(-1)).toEqual(ended(word))
  })

  test('always has counts, because clients throw without them', () => {
    expect(linesOf(streamOf([text('Hi'), finish('stop')], { usage: undefined })).at(-1)).toEqual(
      ended('stop', 5, 0),
    )
  })

  test('has no call that was cut', () => {
    expect(linesOf(streamOf([begin(0, 'f'), piece(0, '{"a":'), over(0), finish('length')]))).toEqual([
      ended('length'),
    ])
  })

  test.each([['patch it'], ['[1]']])('has a call whose arguments are %s, wrapped', said0 => {
    const stream = streamOf([begin(0, 'f'), piece(0, said0), over(0), finish('tool-calls')])
    expect(linesOf(stream)[0].message.tool_calls).toEqual([
      { id: 'call_0', function: { index: 0, name: 'f', arguments: { input: said0 } } },
    ])
  })

  test('has a call that nobody ended, once', () => {
    const stream = streamOf([begin(0, 'f'), finish('tool-calls')])
    expect(linesOf(stream)).toHaveLength(2)
    expect(linesOf(stream)[0].message.tool_calls).toHaveLength(1)
  })

  test('keeps the digits of arguments', () => {
    const parts = [begin(0, 'f'), piece(0, '{"id":12345678901234567890}'), over(0), finish('tool-calls')]
    expect(streamOf(parts)).toContain('{"id":12345678901234567890}')
  })

  test('has refusals as text, log probabilities, and the first of several answers', () => {
    const entries = [{ token: 'No', logprob: -0.1, bytes: null, top_logprobs: [] }]
    expect(
      linesOf(
        streamOf([
          { type: 'refusal', choice: 0, text: 'No' },
          { type: 'logprobs', choice: 0, entries },
          { type: 'text', choice: 1, text: 'Second' },
          { type: 'reasoning-seal', choice: 0, seal: { origin: 'x', value: 's' } },
          { type: 'citation', choice: 0, citation: { url: 'https://a.b' } },
          finish('stop'),
          { type: 'finish', choice: 1, reason: 'length' },
        ]),
      ),
    ).toEqual([said({ content: 'No' }), { ...said({}), logprobs: entries }, ended('stop')])
  })

  test('is what the official client reads', async () => {
    const client = new Ollama({
      host: 'http://127.0.0.1:1',
      fetch: () => Promise.resolve(new Response(streamOf(answer))),
    })
    const lines = await Array.fromAsync(
      await client.chat({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true }),
    )
    expect(lines.map(({ message }) => message.content).join('')).toBe('I look.')
    expect(lines.flatMap(({ message }) => message.tool_calls ?? [])).toEqual(calls)
    expect(lines.at(-1)).toMatchObject({ done: true, prompt_eval_count: 15, eval_count: 7 })
  })

  test('is read back as the parts that it was written from', () => {
    const decoder = ollamaChat.provider.translation?.createDecoder(() => 'unused')
    const parts = linesOf(streamOf(answer)).flatMap(line => [...(decoder?.read(line, undefined) ?? [])])
    expect(parts).toEqual([
      thought('Hm'),
      text('I '),
      text('look.'),
      begin(0, 'weather'),
      piece(0, '{"city":"Zürich"}'),
      over(0),
      begin(1, 'time'),
      piece(1, '{}'),
      over(1),
      finish('tool-calls'),
    ])
  })
})

test('a whole answer has everything in one message', () => {
  const expected = {
    ...known,
    message: { role: 'assistant', content: 'I look.', thinking: 'Hm', tool_calls: calls },
    ...ending('stop'),
  }
  const { created_at, ...rest } = expected
  rest satisfies Omit<ChatResponse, 'created_at'>
  expect(translation.writeWhole(answer, usage, head)).toEqual({ ...rest, created_at })
})

test('a whole answer without words is one too', () => {
  expect(translation.writeWhole([finish('stop')], usage, head)).toEqual({
    ...known,
    message: { role: 'assistant', content: '' },
    ...ending('stop'),
  })
})

test('a failure is the text that clients raise', () => {
  expect(
    translation.failureBody({ message: 'Overloaded', kind: 'overloaded_error', status: 529 }, 'r'),
  ).toEqual({
    error: 'Overloaded',
  })
})
