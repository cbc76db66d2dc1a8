import { describe, expect, test } from 'vitest'
import { ollamaChat } from '../../../../gateway/formats/ollama-chat/index.ts'
import { ollamaGenerate } from '../../../../gateway/formats/ollama-generate/index.ts'
import { emptyHead, partsOf } from '../../../support/request-parts.ts'

const base = { model: 'llama3.2', messages: [] }
const read = (body: object | string) => ollamaChat.caller.readFacts(partsOf(body))
const readPrompt = (body: object) => ollamaGenerate.caller.readFacts(partsOf(body))
const refused = expect.objectContaining({ code: 'request_invalid' })

test('a chat asks for its model, its bound, and whether to stream; usage needs no asking', () => {
  expect(read({ ...base, options: { num_ctx: 8192, num_predict: 100 }, stream: false })).toEqual({
    model: 'llama3.2',
    modelValue: { start: 9, end: 19 },
    stream: false,
    choices: 1,
    maxOutputTokens: 100,
    tools: false,
    reasoning: false,
    boundsReasoning: true,
    terms: { serviceTier: undefined, speed: undefined, inferenceGeo: undefined },
    wideBytes: 0,
    usageEdits: [],
  })
})

test.each([
  [undefined, true],
  [null, true],
  [true, true],
  [false, false],
])('where "stream" is %j, a stream is asked for: %s', (stream, isStream) => {
  expect(read({ ...base, stream }).stream).toBe(isStream)
  expect(readPrompt({ model: 'llama3.2', prompt: 'Hi', stream }).stream).toBe(isStream)
})

test.each([
  [{}, undefined],
  [null, undefined],
  [{ num_predict: -1 }, undefined],
  [{ num_predict: -2 }, undefined],
  [{ num_predict: 0 }, undefined],
  [{ num_predict: null }, undefined],
  [{ num_predict: 7 }, 7],
])('options of %j bound the output at %s', (options, bound) => {
  expect(read({ ...base, options }).maxOutputTokens).toBe(bound)
  expect(readPrompt({ model: 'llama3.2', options }).maxOutputTokens).toBe(bound)
})

test.each([
  [true, true],
  ['high', true],
  [false, false],
  [null, false],
  [undefined, false],
])('"think" of %j asks for thinking: %s', (think, reasoning) => {
  expect(read({ ...base, think }).reasoning).toBe(reasoning)
})

describe('a chat is not valid with', () => {
  test.each([
    ['no model', { messages: [] }],
    ['messages that are no list', { ...base, messages: 'Hi' }],
    ['options that are no object', { ...base, options: [] }],
    ['a bound that is a string', { ...base, options: { num_predict: '10' } }],
    ['a wish to stream that is a number', { ...base, stream: 1 }],
  ])('%s', (_, body) => {
    expect(() => read(body)).toThrow(refused)
  })

  // The server takes names of members in any case, and the last one holds.
  test.each(['Model', 'MESSAGES', 'Options', 'optionſ', 'thinK', 'Tools'])(
    'a member %s that the server would take for another',
    key => {
      expect(() => read({ ...base, [key]: 'x' })).toThrow(refused)
    },
  )
})

test('other members are taken as they are', () => {
  expect(read({ ...base, keep_alive: '5m', Whatever: 1 }).model).toBe('llama3.2')
})

test('a prompt is a text, or there is none', () => {
  expect(() => readPrompt({ model: 'llama3.2', prompt: ['Hi'] })).toThrow(refused)
  expect(() => readPrompt({ model: 'llama3.2', Prompt: 'Hi' })).toThrow(refused)
  expect(readPrompt({ model: 'llama3.2' }).model).toBe('llama3.2')
})

test.each([
  ['/api/chat', true, false],
  ['/api/pull', true, false],
  ['/api/embed', false, false],
  ['/api/generate', false, true],
  ['/api/chats', false, false],
  ['/api/openai/v1/chat/completions', false, false],
  ['/v1/chat/completions', false, false],
])('%s bears a mark of chats: %s, of prompts: %s', (path, chats, prompts) => {
  const head = { ...emptyHead, path }
  expect([ollamaChat.caller.recognises(head), ollamaGenerate.caller.recognises(head)]).toEqual([
    chats,
    prompts,
  ])
})
