import { describe, expect, test } from 'vitest'
import { type ErrorCode, errorTable } from '../../../../gateway/errors.ts'
import { openAiChat } from '../../../../gateway/formats/openai-chat/index.ts'
import { partsOf } from '../../../support/request-parts.ts'
import { typicalError } from '../../../support/typical-error.ts'

const read = (body: object | string) => openAiChat.caller.readFacts(partsOf(body))
const base = { model: 'gpt-4o', messages: [] }

describe('what a request asks for', () => {
  test('is its model, where that stands, and one whole answer of any length', () => {
    const body = '{"messages":[], "model": "gpt\\u002d4o"}'
    expect(read(body)).toEqual({
      model: 'gpt-4o',
      modelValue: { start: body.indexOf('"gpt'), end: body.length - 1 },
      stream: false,
      choices: 1,
      maxOutputTokens: undefined,
      tools: false,
      reasoning: false,
      boundsReasoning: false,
      terms: { serviceTier: undefined, speed: undefined, inferenceGeo: undefined },
      wideBytes: 3, // an escape may stand for as many
      usageEdits: [],
    })
  })

  test.each([
    [{ max_tokens: 10 }, 10],
    [{ max_completion_tokens: 20 }, 20],
    [{ max_tokens: 10, max_completion_tokens: 20 }, 20],
    [{ max_tokens: 10, n: 3 }, 30],
    [{ max_tokens: null, n: null }, undefined],
    // No bound to those who define it: a hold for no output would be no hold.
    [{ max_tokens: 0 }, undefined],
    [{ max_tokens: -1 }, undefined],
    [{ max_completion_tokens: -1, max_tokens: 10 }, undefined],
  ])('is at most so much output, all answers together: %j', (extra, maxOutputTokens) => {
    expect(read({ ...base, ...extra }).maxOutputTokens).toBe(maxOutputTokens)
  })

  test.each([
    ['no model', { messages: [] }],
    ['a model that is no string', { ...base, model: 7 }],
    ['an empty model', { ...base, model: '' }],
    ['a model that is far too long', { ...base, model: 'x'.repeat(257) }],
    ['no messages', { model: 'x' }],
    ['messages that are no list', { ...base, messages: {} }],
    ['no answers', { ...base, n: 0 }],
    ['half an answer', { ...base, n: 0.5 }],
    ['half a token', { ...base, max_tokens: -0.5 }],
    ['a bound that is a string', { ...base, max_tokens: '10' }],
    ['a stream flag that is a string', { ...base, stream: 'true' }],
    ['stream options that are no object', { ...base, stream: true, stream_options: true }],
  ])('is not valid with %s', (_, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  })
})

test.each([
  ['token_unknown', 'authentication_error'],
  ['origin_forbidden', 'permission_error'],
  ['budget_exceeded', 'rate_limit_exceeded'],
  ['price_unknown', 'insufficient_quota'],
  ['model_unknown', 'invalid_request_error'],
  ['provider_locked', 'invalid_request_error'],
  ['request_invalid', 'invalid_request_error'],
  ['upstream_truncated', 'server_error'],
  ['overloaded', 'server_error'],
] as const)('%s is an error of type %s, with its code', (code, type) => {
  const error = typicalError(code)
  expect(openAiChat.caller.errorBody(error, 'req_1')).toEqual({
    error: { message: error.message, type, param: null, code },
  })
})

test.each(['budget_exhausted', 'budget_too_small'] as const)(
  '%s has the type and the code that end an agent’s run',
  code => {
    const error = typicalError(code)
    expect(openAiChat.caller.errorBody(error, 'req_1')).toEqual({
      error: { message: error.message, type: 'insufficient_quota', param: null, code: 'insufficient_quota' },
    })
  },
)

test('every error of the table has a type that its status says', () => {
  for (const code of Object.keys(errorTable) as ErrorCode[]) {
    const { error } = openAiChat.caller.errorBody(typicalError(code), 'req_1') as {
      error: { type: string }
    }
    expect([code, error.type === 'server_error']).toEqual([code, errorTable[code].status >= 500])
  }
})
