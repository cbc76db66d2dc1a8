// When an answer that breaks off is not continued, although the route would let another target go on with it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { brokenText } from '../support/broken-text.ts'
import {
  breakingOff,
  type ContinuedRig,
  costOf,
  goingOn,
  openContinuedRig,
} from '../support/continued-rig.ts'
import { type Behaviour, die, head } from '../support/fake-upstream.ts'
import { chunk, sse, upstreams } from '../support/translation-rig.ts'

let rig: ContinuedRig

beforeAll(async () => {
  rig = await openContinuedRig()
})

afterAll(async () => await rig[Symbol.asyncDispose]())

beforeEach(async () => await rig.forgive())

const tool = {
  type: 'function',
  function: { name: 'find', description: 'Finds', parameters: { type: 'object', properties: {} } },
}
const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }
const called = [
  { role: 'user', content: 'Hallo' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
  },
  { role: 'tool', tool_call_id: 'c1', content: 'Da' },
  { role: 'user', content: 'Und?' },
]
const unsafe: Readonly<Record<string, { readonly body?: object; readonly headers?: readonly string[] }>> = {
  tools: { body: { tools: [tool] } },
  'results of tools': { body: { messages: called } },
  'two answers': { body: { n: 2 } },
  'probabilities of tokens': { body: { logprobs: true, top_logprobs: 2 } },
  'JSON Schema': { body: { response_format: { type: 'json_schema', json_schema: { name: 'a', schema } } } },
  'JSON mode': { body: { response_format: { type: 'json_object' } } },
  'a last turn of the assistant': {
    body: {
      messages: [
        { role: 'user', content: 'Hallo' },
        { role: 'assistant', content: 'Ich ' },
      ],
    },
  },
  'a member that only the provider knows': { body: { web_search_options: {} } },
  'features that a header opts in to': { headers: ['openai-beta: some=v1'] },
}

describe('an answer is not continued where the request has', () => {
  test.each(Object.entries(unsafe))('%s', async (_, asked) => {
    const { ended, sent, text, row } = await rig.askRoute('chat', 'chat-ollama', [breakingOff('chat')], asked)
    expect(ended).toBe(false)
    expect(text).toContain('"error"')
    expect(sent).toHaveLength(1)
    expect(row).toMatchObject({ outcome: 'truncated', providerId: 'chat' })
    expect((await rig.money()).held).toBe(0n)
  })
})

test('a document that its provider fetches by itself is neither fetched nor changed', async () => {
  const fileData = { fileUri: 'https://files.example.invalid/a.pdf', mimeType: 'application/pdf' }
  const body = { contents: [{ role: 'user', parts: [{ text: 'Was ist das?' }, { fileData }] }] }
  const { ended, headers, sent } = await rig.askRoute('gemini', 'gemini-ollama', [breakingOff('gemini')], {
    body,
  })
  expect(ended).toBe(false)
  expect(sent.map(each => JSON.parse(each) as unknown)).toEqual([body])
  expect(headers['x-gatehouse-receipt']).toBeUndefined()
})

describe('an answer is not continued after', () => {
  const cut = (...chunks: readonly object[]): Behaviour => ({
    answer: sse(...chunks),
    steps: [head(), { type: 'send' }, die()],
  })
  test.each([
    ['shown thinking', cut(chunk({ reasoning_content: 'Hm.' }), chunk({ content: 'Ja' }))],
    ['a refusal of the model', cut(chunk({ refusal: 'Nein' }))],
    ['nothing but white space', cut(chunk({ content: ' \n' }))],
  ])('%s', async (_, broken) => {
    const { ended, sent } = await rig.askRoute('chat', 'chat-ollama', [broken])
    expect(ended).toBe(false)
    expect(sent).toHaveLength(1)
  })
})

test('an answer is not continued after its finish', async () => {
  const whole = upstreams.messages.answer({ text: ['Ja'], finish: 'stop' }, true)
  const answer = { ...whole, body: String(whole.body).split('event: message_stop')[0] ?? '' }
  const { ended, sent } = await rig.askRoute('messages', 'messages-ollama', [{ answer }])
  expect(ended).toBe(false)
  expect(sent).toHaveLength(1)
})

test('without a target that takes one, the caller is told of the break', async () => {
  await rig.setRoute('none', ['chat', 'responses', 'gemini'], true)
  const { ended, sent, row } = await rig.askRoute('chat', 'none', [breakingOff('chat')])
  expect(ended).toBe(false)
  expect(sent).toHaveLength(1)
  expect(row).toMatchObject({ outcome: 'truncated', providerId: 'chat' })
})

describe('an answer is continued once, and a second failure ends it', () => {
  test.each<readonly [string, Behaviour]>([
    ['after some text', brokenText('ollama', ['42, ', 'und '])],
    ['before any text', { steps: [head(), die()] }],
    ['by a refusal', { answer: { status: 500, body: '{"error":"No"}' } }],
  ])('%s', async (_, second) => {
    await rig.setRoute('twice', ['chat', 'ollama', 'messages'], true)
    const { ended, row, sent, text } = await rig.askRoute('chat', 'twice', [
      breakingOff('chat'),
      second,
      goingOn('messages'),
    ])
    expect(ended).toBe(false)
    expect(text).toContain('"error"')
    expect(sent).toHaveLength(2)
    expect(row.outcome).toBe('truncated')
    expect(row.attempts).toHaveLength(2)
    expect(BigInt(row.costNanoUsd ?? -1)).toBe(costOf(row))
    expect((await rig.money()).held).toBe(0n)
  })
})

test('a route without the option passes the bytes on, and a break is told', async () => {
  await rig.setRoute('alone', ['chat', 'ollama'])
  const { ended, headers, sent, text } = await rig.askRoute('chat', 'alone', [breakingOff('chat')])
  expect(ended).toBe(false)
  expect(sent).toHaveLength(1)
  expect(headers['x-gatehouse-receipt']).toBeUndefined()
  expect(text).toContain('"error"')
})
