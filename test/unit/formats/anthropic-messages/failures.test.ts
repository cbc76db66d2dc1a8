import { describe, expect, test } from 'vitest'
import { failureBody } from '../../../../gateway/formats/anthropic-messages/failures.ts'

describe('a failure of a provider with another format', () => {
  test.each([
    [401, 'authentication_error'],
    [402, 'billing_error'],
    [404, 'not_found_error'],
    [413, 'request_too_large'],
    [429, 'rate_limit_error'],
    [500, 'api_error'],
    [502, 'api_error'],
    [503, 'overloaded_error'],
    [529, 'overloaded_error'],
    [418, 'invalid_request_error'],
  ])('with status %i is %s', (status, type) => {
    expect(failureBody({ message: 'No.', status }, 'req_1')).toEqual({
      type: 'error',
      error: { type, message: 'No.' },
      request_id: 'req_1',
    })
  })

  test.each([
    [
      "This model's maximum context length is 102400 tokens. However, you requested 107837 tokens (99645 in the messages, 8192 in the completion).",
      '107837 tokens > 102400 maximum',
    ],
    [
      'The input token count (1,200,000) exceeds the maximum number of tokens allowed (1048576).',
      '1200000 tokens > 1048576 maximum',
    ],
    [
      'request (40000 tokens) exceeds the available context size (32768 tokens)',
      '40000 tokens > 32768 maximum',
    ],
    [
      "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
      '537812 tokens > 131072 maximum',
    ],
  ])('that the prompt is too long is said so that clients compact: %s', (message, counts) => {
    const { error } = failureBody({ message, status: 400 }, 'r') as { error: Record<string, string> }
    expect(error.type).toBe('invalid_request_error')
    expect(error.message).toContain(`prompt is too long: ${counts}`)
    expect(error.message).toContain(message)
  })

  test('has no counts from the names of models and requests', () => {
    const message =
      'gpt-4-0613: the input exceeds the context window of 8192 tokens (request_id=req_99999999).'
    expect(failureBody({ message, status: 400 }, 'r')).toMatchObject({
      error: { message: `prompt is too long. The provider says: ${message}` },
    })
  })

  test('is known by its code alone', () => {
    const failure = { message: 'Too big.', kind: 'context_length_exceeded', status: 400 }
    expect(failureBody(failure, 'r')).toMatchObject({
      error: { message: 'prompt is too long. The provider says: Too big.' },
    })
  })

  test.each([
    [429, 'Request too large for the context window: limit 30000 tokens per minute, requested 40000.'],
    [400, 'max_tokens is too large: 100000. This model supports at most 16384 completion tokens.'],
  ])('of another kind keeps its words: %i %s', (status, message) => {
    expect(failureBody({ message, status }, 'r')).toMatchObject({ error: { message } })
  })
})
