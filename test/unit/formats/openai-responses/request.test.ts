import { describe, expect, test } from 'vitest'
import { openAiResponses } from '../../../../gateway/formats/openai-responses/index.ts'
import { partsOf } from '../../../support/request-parts.ts'

const { caller } = openAiResponses
const read = (body: object) => caller.readFacts(partsOf(body))
const base = { model: 'gpt-5-codex', input: [] }

describe('what a request asks for', () => {
  test('is its model, its bound, and whether to stream; usage needs no asking', () => {
    expect(read({ ...base, max_output_tokens: 100, stream: true })).toEqual({
      model: 'gpt-5-codex',
      modelValue: { start: 9, end: 22 },
      stream: true,
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

  test('is tools, reasoning and a tier where they are named', () => {
    const body = { ...base, tools: [], reasoning: { effort: 'low' }, service_tier: 'flex' }
    expect(read(body)).toMatchObject({ tools: true, reasoning: true, terms: { serviceTier: 'flex' } })
  })

  test.each([
    ['one text', { ...base, input: 'Hi' }],
    ['nothing, where the provider keeps the rest', { model: 'm', prompt: { id: 'pmpt_1' } }],
    ['null', { ...base, input: null }],
  ])('may have %s for its input', (_, body) => {
    expect(read(body)).toMatchObject({ stream: false, maxOutputTokens: undefined })
  })

  test.each([
    ['no model', { input: 'Hi' }],
    ['an input that is an object', { ...base, input: {} }],
    ['a bound that is a string', { ...base, max_output_tokens: '10' }],
    ['a stream flag that is a number', { ...base, stream: 1 }],
    ['a flag for the background that is a text', { ...base, background: 'yes' }],
  ])('is not valid with %s', (_, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  })

  test('is not taken into the background, where nobody would see what it costs', () => {
    expect(() => read({ ...base, background: true })).toThrow(
      /"background" must be false: .*Ask for a stream/,
    )
    expect(read({ ...base, background: false })).toMatchObject({ model: 'gpt-5-codex' })
  })
})

test.each([
  ['/v1/responses', true],
  ['/responses', true],
  ['/v1/responses/resp_1/input_items', true],
  ['/openai/v1/responses', true],
  ['/v1/chat/completions', false],
  ['/v1/models', false],
])('the path %s is the format’s own: %s', (path, isOwn) => {
  expect(caller.recognises({ path, query: '', headers: {} })).toBe(isOwn)
})

describe('an error event', () => {
  const dataOf = (body: string) =>
    JSON.parse(/^event: response\.failed\ndata: (.*)\n\n$/.exec(caller.errorEvent(body))?.[1] ?? '')

  test('is a response that failed, and has the error in a member of its own', () => {
    const error = { message: 'Broken', type: 'server_error', param: null, code: 'oops' }
    expect(dataOf(JSON.stringify({ error }))).toMatchObject({
      type: 'response.failed',
      sequence_number: 0,
      response: { status: 'failed', error: { code: 'oops', message: 'Broken' }, output: [] },
      error,
    })
  })

  test.each([
    ['text', 'Bad gateway', 'Bad gateway', 'server_error'],
    ['a message alone', '{"message":"Broken"}', 'Broken', 'server_error'],
    ['an error without a code', '{"error":{"message":"Broken","type":"api_error"}}', 'Broken', 'api_error'],
    ['something else', '{"hello":1}', '{"hello":1}', 'server_error'],
  ])('is made of %s', (_, body, message, code) => {
    expect(dataOf(body)).toMatchObject({ response: { error: { message, code } }, error: { message } })
  })
})
