import { describe, expect, test } from 'vitest'
import { anthropicMessages } from '../../../../gateway/formats/anthropic-messages/index.ts'
import { partsOf } from '../../../support/request-parts.ts'
import { typicalError } from '../../../support/typical-error.ts'

const read = (body: object) => anthropicMessages.caller.readFacts(partsOf(body))
const base = { model: 'claude-opus-5-5', messages: [] }

describe('what a request asks for', () => {
  test('is its model, its bound, and whether to stream; usage needs no asking', () => {
    expect(read({ ...base, max_tokens: 100, stream: true })).toEqual({
      model: 'claude-opus-5-5',
      modelValue: { start: 9, end: 26 },
      modelMember: { start: 1, end: 26 },
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

  test('may leave out what only the provider insists on', () => {
    expect(read(base)).toMatchObject({ stream: false, maxOutputTokens: undefined })
  })

  test.each([
    ['no model', { messages: [] }],
    ['messages that are no list', { ...base, messages: 'Hi' }],
    ['a bound that is a string', { ...base, max_tokens: '10' }],
    ['a stream flag that is a number', { ...base, stream: 1 }],
  ])('is not valid with %s', (_, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  })
})

test.each([
  ['token_missing', 'authentication_error'],
  ['origin_forbidden', 'permission_error'],
  ['budget_exhausted', 'billing_error'],
  ['budget_too_small', 'billing_error'],
  ['price_unknown', 'billing_error'],
  ['model_unknown', 'not_found_error'],
  ['body_too_large', 'request_too_large'],
  ['budget_exceeded', 'rate_limit_error'],
  ['ledger_unavailable', 'overloaded_error'],
  ['upstream_timeout', 'timeout_error'],
  ['upstream_truncated', 'api_error'],
  ['request_invalid', 'invalid_request_error'],
  ['media_type_unsupported', 'invalid_request_error'],
] as const)('%s is an error of type %s, with the request’s id', (code, type) => {
  const error = typicalError(code)
  expect(anthropicMessages.caller.errorBody(error, 'req_1')).toEqual({
    type: 'error',
    error: { type, message: error.message },
    request_id: 'req_1',
  })
})

test('an error event and a ping are whole events with their names', () => {
  expect(anthropicMessages.caller.errorEvent('{"a":1}')).toBe('event: error\ndata: {"a":1}\n\n')
  expect(anthropicMessages.caller.ping).toBe('event: ping\ndata: {"type": "ping"}\n\n')
})
