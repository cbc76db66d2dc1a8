import { describe, expect, test } from 'vitest'
import { failureBody } from '../../../../gateway/formats/openai-chat/failure-body.ts'
import { readFailure } from '../../../../gateway/formats/openai-chat/read-failure.ts'

test.each([
  [{ error: { message: 'm', type: 't', code: 'c' } }, { message: 'm', kind: 'c' }],
  [{ error: { message: 'm', type: 't', code: null } }, { message: 'm', kind: 't' }],
  [{ error: { message: 'm', code: 429 } }, { message: 'm', status: 429 }],
  [
    [{ error: { message: 'm', code: 400, status: 'INVALID_ARGUMENT' } }],
    { message: 'm', kind: 'INVALID_ARGUMENT', status: 400 },
  ],
  [{ error: 'm' }, { message: 'm' }],
  [
    { object: 'error', message: 'm', type: 't' },
    { message: 'm', kind: 't' },
  ],
  [{ detail: [{ msg: 'm' }] }, { message: 'm' }],
  [{ error: { message: 'm', metadata: { raw: 'why' } } }, { message: 'm: why' }],
  [{ error: {} }, { message: 'The provider gave no reason.' }],
  ['m', undefined],
  [{ choices: [] }, undefined],
])('reads the failure %j', (body, expected) => {
  expect(readFailure(body)).toEqual(expected)
})

describe('a failure', () => {
  test('keeps the provider’s words', () => {
    const failure = { message: 'Overloaded', kind: 'overloaded_error', status: 529 }
    expect(failureBody(failure, 'r')).toEqual({
      error: { message: 'Overloaded', type: 'server_error', param: null, code: 'overloaded_error' },
    })
  })

  test('tells agents that the conversation is too long by the code that they know', () => {
    const failure = {
      message: 'prompt is too long: 9 tokens > 8',
      kind: 'invalid_request_error',
      status: 400,
    }
    expect(failureBody(failure, 'r')).toMatchObject({ error: { code: 'context_length_exceeded' } })
  })
})
