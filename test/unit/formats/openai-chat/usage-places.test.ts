import { expect, test } from 'vitest'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import { createOpenAiMeter, readOpenAiAnswer } from '../../../../gateway/formats/openai-chat/answer.ts'

const tokens = (counts: object) => ({ ...noTokens, ...counts })

function meter(chunks: readonly (object | string)[]) {
  const said: string[] = []
  const subject = createOpenAiMeter(text => said.push(text))
  for (const chunk of chunks) {
    const data = typeof chunk === 'string' ? chunk : JSON.stringify(chunk)
    subject.read({ bytes: Buffer.alloc(0), event: undefined, data, omittedBytes: 0 })
  }
  const usage = subject.usage()
  return { usage, said: said.join('') }
}

const delta = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
})
const usage = { prompt_tokens: 10, completion_tokens: 5 }

test.each([
  ['in the chunk that finishes', [{ ...delta({}, 'stop'), usage }]],
  ['in the choice that finishes', [{ choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage }] }]],
  ['in a member of the server’s own', [{ ...delta({}, 'stop'), x_groq: { id: 'x', usage } }]],
  ['after the finish, with no choices at all', [delta({}, 'stop'), { usage }]],
  [
    'after the finish, with an empty choice',
    [delta({}, 'stop'), { choices: [{ index: 0, delta: {} }], usage }],
  ],
])('a stream has its usage %s', (_, ends) => {
  const read = meter([delta({ content: 'Hi' }), delta({ content: ' you' }), ...ends, '[DONE]'])
  expect(read.usage).toMatchObject({ tokens: tokens({ input: 10, output: 5 }), complete: true })
  expect(read.said).toBe('Hi you')
})

test('a whole answer has its usage in the same places', () => {
  const whole = (body: object) => readOpenAiAnswer(body).usage.tokens
  expect(whole({ choices: [{ message: { content: 'a' }, usage }] })).toEqual(tokens({ input: 10, output: 5 }))
  expect(whole({ x_groq: { usage } })).toEqual(tokens({ input: 10, output: 5 }))
})

test('a stream that was reported on before its text was reported on in part', () => {
  const before = { choices: [], usage: { prompt_tokens: 10, completion_tokens: 0 } }
  const text = [delta({ content: 'Hi' }), delta({ content: ' you' }), delta({ content: ' all' })]
  const read = meter([before, ...text, delta({}, 'stop'), '[DONE]'])
  expect(read.usage).toMatchObject({ tokens: tokens({ input: 10 }), complete: false })
  const again = meter([before, ...text, delta({}, 'stop'), { choices: [], usage }, '[DONE]'])
  expect(again.usage).toMatchObject({ tokens: tokens({ input: 10, output: 5 }), complete: true })
})

test('a stream has counts that cannot fall, though its last chunk says so', () => {
  const cached = { ...usage, prompt_tokens_details: { cached_tokens: 8 } }
  const zeros = { prompt_tokens: 0, completion_tokens: 0, prompt_tokens_details: { cached_tokens: 0 } }
  const read = meter([
    { ...delta({ content: 'x' }), usage: cached },
    { ...delta({}, 'stop'), usage: zeros },
  ])
  expect(read.usage).toMatchObject({
    tokens: tokens({ input: 2, cacheRead: 8, output: 5 }),
    complete: true,
  })
})
