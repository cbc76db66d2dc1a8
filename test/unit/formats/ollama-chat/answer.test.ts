import { describe, expect, test } from 'vitest'
import { createLineFramer } from '../../../../gateway/bytes/json-lines.ts'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import { ollamaChat } from '../../../../gateway/formats/ollama-chat/index.ts'
import { ollamaGenerate } from '../../../../gateway/formats/ollama-generate/index.ts'

const message = (said: object = {}) => ({ message: { role: 'assistant', content: '', ...said } })
const done = { ...message(), done: true, done_reason: 'stop' }

function meterOf(lines: readonly object[], { provider } = ollamaChat) {
  const said: string[] = []
  const meter = provider.createMeter(text => said.push(text))
  const frames = createLineFramer().push(Buffer.from(lines.map(line => `${JSON.stringify(line)}\n`).join('')))
  const kinds = frames.map(frame => meter.read(frame))
  meter.readAll()
  return { meter, kinds, said: said.join('') }
}

describe('what a line is', () => {
  test.each([
    ['nothing yet', { ...message(), done: false }, 'preamble'],
    ['text', { ...message({ content: 'Hi' }), done: false }, 'content'],
    ['thinking', { ...message({ thinking: 'Hm' }), done: false }, 'content'],
    [
      'a call of a tool',
      { ...message({ tool_calls: [{ function: { name: 'f', arguments: {} } }] }) },
      'content',
    ],
    ['the end', done, 'other'],
    ['an error', { error: 'no' }, 'other'],
  ])('%s', (_, line, kind) => {
    expect(meterOf([line]).kinds).toEqual([kind])
  })

  test('white space says nothing yet', () => {
    const meter = ollamaChat.provider.createMeter(() => {})
    expect(
      createLineFramer()
        .push(Buffer.from('\t\n'))
        .map(frame => meter.read(frame)),
    ).toEqual(['preamble'])
  })
})

test('text, thinking and calls are what was written, in their order', () => {
  const call = { function: { name: 'f', arguments: { a: [1] } } }
  const lines = [{ thinking: 'Hm' }, { content: 'Hi "you"' }, { tool_calls: [call, call] }]
  expect(meterOf(lines.map(message)).said).toBe('HmHi "you"f{"a":[1]}f{"a":[1]}')
})

test('of a prompt’s answer, thinking and the response are', () => {
  const lines = [{ response: '', thinking: 'Hm' }, { response: 'Hi' }]
  expect(meterOf(lines, ollamaGenerate).said).toBe('HmHi')
})

// More than are read one by one: no two lines are alike, since each has its time.
test('a long stream says all of its text, whether or not its lines were read as they came', () => {
  const lines = Array.from({ length: 500 }, (_, place) => ({
    created_at: `2026-11-27T17:00:00.${1_000_000 + place}Z`,
    ...message({ content: ` w${place}` }),
    done: false,
  }))
  const { meter, said, kinds } = meterOf([...lines, { ...done, prompt_eval_count: 5, eval_count: 500 }])
  expect(said).toBe(lines.map(line => line.message.content).join(''))
  expect(kinds).toContain('unread')
  expect([meter.ended(), meter.failed()]).toEqual([true, false])
  expect(meter.usage()).toMatchObject({ tokens: { input: 5, output: 500 }, complete: true })
})

test('a stream has ended with the line that is done, or with an error', () => {
  expect(meterOf([message({ content: 'Hi' })]).meter.ended()).toBe(false)
  expect(meterOf([done]).meter.ended()).toBe(true)
  const { meter } = meterOf([message({ content: 'Hi' }), { error: 'no' }])
  expect([meter.ended(), meter.failed()]).toEqual([true, true])
})

describe('the usage of an answer with', () => {
  const usage = (counts: object) => ollamaChat.provider.readAnswer({ ...done, ...counts }).usage

  test.each([
    ['both counts', { prompt_eval_count: 26, eval_count: 12 }, { input: 26, output: 12 }, true],
    ['no prompt', { eval_count: 12 }, { input: 0, output: 12 }, false],
    ['no output', { prompt_eval_count: 26 }, { input: 26, output: 0 }, false],
    ['a count that is none', { prompt_eval_count: -1, eval_count: 12 }, { input: 0, output: 12 }, false],
  ])('%s', (_, counts, tokens, complete) => {
    expect(usage(counts)).toMatchObject({ tokens: { ...noTokens, ...tokens }, complete })
  })

  test('no counts is not reported, but where the model was only loaded', () => {
    expect(usage({})).toMatchObject({ tokens: undefined, complete: false })
    expect(usage({ done_reason: 'load' })).toMatchObject({ tokens: noTokens, complete: true })
  })

  test('a count that no request can have says so', () => {
    expect(usage({ prompt_eval_count: 1.5, eval_count: 2 }).doubt).toBe(
      'prompt_eval_count is no number of tokens',
    )
  })
})
