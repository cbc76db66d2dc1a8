// Faults with Ollama that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lines, openTranslationRig, outputOf, type TranslationRig } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const look = { type: 'function', name: 'look', parameters: { type: 'object' } }
const line = (message: object, rest: object = { done: false }) => ({
  model: 'llama3.2:latest',
  created_at: '2026-11-27T10:00:00Z',
  message: { role: 'assistant', content: '', ...message },
  ...rest,
})
const done = (done_reason: string) => ({ done: true, done_reason, prompt_eval_count: 20, eval_count: 10 })

describe('arguments', () => {
  test('are an object for Ollama, its content is a text, and each result has the name of its tool', async () => {
    const { sent } = await rig.ask({
      as: 'responses',
      of: 'ollama',
      body: {
        tools: [look],
        input: [
          { role: 'user', content: [{ type: 'input_text', text: 'Hallo' }] },
          { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{"at":"a"}' },
          { type: 'function_call_output', call_id: 'call_1', output: 'x' },
        ],
      },
    })
    expect(sent.messages).toMatchObject([
      { role: 'user', content: 'Hallo' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ function: { name: 'look', arguments: { at: 'a' } } }],
      },
      { role: 'tool', content: 'x', tool_name: 'look' },
    ])
  })

  test('are a text for others, of a client of Ollama', async () => {
    const call = { function: { name: 'look', arguments: { at: 'a' } } }
    const { sent } = await rig.ask({
      as: 'ollama',
      of: 'chat',
      body: {
        messages: [
          { role: 'user', content: 'Hallo' },
          { role: 'assistant', content: '', tool_calls: [call] },
          { role: 'tool', tool_name: 'look', content: 'x' },
        ],
      },
    })
    const id = expect.any(String)
    expect(sent.messages).toMatchObject([
      { role: 'user' },
      {
        role: 'assistant',
        tool_calls: [{ id, type: 'function', function: { name: 'look', arguments: '{"at":"a"}' } }],
      },
      { role: 'tool', tool_call_id: id, content: 'x' },
    ])
  })
})

describe('calls in lines before the last one', () => {
  const call = (at: string) =>
    line({ tool_calls: [{ function: { index: 0, name: 'look', arguments: { at } } }] })
  const ask = (reason: string) =>
    rig.ask({
      as: 'responses',
      of: 'ollama',
      stream: true,
      body: { tools: [look] },
      answer: lines(call('a'), call('b'), line({}, done(reason))),
    })

  test('are calls of their own with ids, though their numbers repeat and the end says stop', async () => {
    const { events } = await ask('stop')
    const output = outputOf(events)
    expect(output.map(item => item.arguments)).toEqual(['{"at":"a"}', '{"at":"b"}'])
    expect(new Set(output.map(item => item.call_id)).size).toBe(2)
    const added = events.filter(({ type }) => type === 'response.output_item.added')
    expect(added.map(({ output_index: index }) => index)).toEqual([0, 1])
    const messages = await rig.ask({
      as: 'messages',
      of: 'ollama',
      stream: true,
      answer: lines(call('a'), line({}, done('stop'))),
    })
    expect(messages.events.find(({ type }) => type === 'message_delta')).toMatchObject({
      delta: { stop_reason: 'tool_use' },
    })
  })

  test('do not hide that the answer was cut', async () => {
    const { events } = await ask('length')
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete' })
  })
})

describe('lines of JSON', () => {
  test('with an error after the first words end the caller’s stream with an error', async () => {
    const answer = lines(line({ content: 'Halb' }), { error: 'model runner has unexpectedly stopped' })
    const text = await rig.askForBroken({ as: 'messages', of: 'ollama', stream: true, answer })
    expect(text).toContain('Halb')
    expect(text).toMatch(/event: error\ndata: [^\n]*unexpectedly stopped/)
    expect(text).not.toContain('message_stop')
  })

  test('for a client of Ollama end with one line that is done, with its reason and counts', async () => {
    const { events, headers } = await rig.ask({ as: 'ollama', of: 'messages', stream: true })
    expect(headers.get('content-type')).toContain('ndjson')
    expect(events.map(each => each.done)).toEqual([...events.slice(1).map(() => false), true])
    expect(events.at(-1)).toMatchObject({ done_reason: 'stop', prompt_eval_count: 20, eval_count: 10 })
  })
})
