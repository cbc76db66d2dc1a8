import { describe, expect, test } from 'vitest'
import { ollamaChat } from '../../../../gateway/formats/ollama-chat/index.ts'
import { ollamaGenerate } from '../../../../gateway/formats/ollama-generate/index.ts'

const { caller } = ollamaChat
const linesOf = (text = '') =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

describe('a ping', () => {
  test.each(['', '{"error":"x"}\n'])('before %j changes nothing of it for any parser of JSON', rest => {
    const line = rest || '{"done":true}\n'
    expect(JSON.parse(caller.ping + line)).toEqual(JSON.parse(line))
  })

  test('stands in no line otherwise', () => {
    expect(JSON.stringify({ text: 'a\tb' })).not.toContain(caller.ping)
  })
})

test.each([
  ['{"error":"model not found"}', 'model not found'],
  ['{"error":{"message":"Broken","type":"server_error"}}', 'Broken'],
  ['{"hello":"you"}', '{"hello":"you"}'],
  ['<html>\n</html>', '<html>\n</html>'],
  ['{"error":""}', '{"error":""}'],
])('what %s says is one line that clients raise', (body, message) => {
  const event = caller.errorEvent(body)
  expect(event.indexOf('\n')).toBe(event.length - 1)
  expect(JSON.parse(event)).toEqual({ error: message })
})

describe('a whole answer as a stream', () => {
  const head = { model: 'm', created_at: 't' }
  const counts = { done: true, done_reason: 'stop', prompt_eval_count: 1, eval_count: 2 }

  test('says everything, and then that it is done', () => {
    const message = { role: 'assistant', content: 'Hi', thinking: 'Hm', tool_calls: [{}] }
    expect(linesOf(caller.answerEvents(JSON.stringify({ ...head, message, ...counts }), false))).toEqual([
      { ...head, message, done: false },
      { ...head, message: { role: 'assistant', content: '' }, ...counts },
    ])
  })

  test('keeps the digits of its numbers', () => {
    const text =
      '{"model":"m","created_at":"t","message":{},"done":true,"total_duration":12345678901234567890}'
    expect(caller.answerEvents(text, false)).toContain('"total_duration":12345678901234567890')
  })

  test('of a prompt has its response', () => {
    const answer = { ...head, response: 'Hi', ...counts, context: [1, 2] }
    expect(linesOf(ollamaGenerate.caller.answerEvents(JSON.stringify(answer), false))).toEqual([
      { ...head, response: 'Hi', done: false },
      { ...head, response: '', ...counts, context: [1, 2] },
    ])
  })

  test.each([
    'no',
    '[]',
    '{"message":{}}',
    '{"message":{},"done":true,"error":"x"}',
    '{"response":"","done":true}',
  ])('%s is none', text => expect(caller.answerEvents(text, false)).toBeUndefined())
})

test('an answer that is cut ends as the server ends one of the most tokens', () => {
  const ending = caller.createEnding()
  ending.see({ model: 'm', created_at: 't', message: { content: 'Hi' }, done: false })
  expect(linesOf(ending.events(7, 0))).toEqual([
    {
      model: 'm',
      created_at: 't',
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: 'length',
      eval_count: 7,
    },
  ])
})
