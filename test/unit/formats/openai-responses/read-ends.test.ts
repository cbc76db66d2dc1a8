import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import { describe, expect, test } from 'vitest'
import type { AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { readResponsesFailure } from '../../../../gateway/formats/openai-responses/read-failure.ts'
import {
  createResponsesDecoder,
  readWholeResponse,
} from '../../../../gateway/formats/openai-responses/read-parts.ts'
import { readFixture } from '../../../support/fake-upstream.ts'

const ids = () => 'minted'

function read(...events: (Partial<ResponseStreamEvent> | object)[]): AnswerPart[] {
  const decoder = createResponsesDecoder(ids)
  return [...events.flatMap(event => decoder.read(event, undefined)), ...decoder.end()]
}

const completed = { type: 'response.completed', response: { status: 'completed', output: [] } }
const toolCalls = { type: 'finish', choice: 0, reason: 'tool-calls' }
const functionCall = (args: string) => ({
  id: 'fc_1',
  type: 'function_call',
  call_id: 'call_1',
  name: 'look',
  arguments: args,
})

describe('an end', () => {
  const incomplete = (reason: string) => ({
    type: 'response.incomplete',
    response: { status: 'incomplete', incomplete_details: { reason }, output: [functionCall('{"a')] },
  })

  test.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content-filter'],
  ])('by %s wins over calls', (reason, expected) => {
    expect(read(incomplete(reason)).at(-1)).toEqual({ type: 'finish', choice: 0, reason: expected })
  })

  test('for a reason that is not known is a failure', () => {
    expect(read(incomplete('boredom')).at(-1)).toEqual({
      type: 'error',
      message: 'The provider ended the answer early: boredom.',
    })
  })

  test.each([
    [
      {
        type: 'response.failed',
        response: { error: { code: 'rate_limit_exceeded', message: 'Slow down.' } },
      },
      { type: 'error', message: 'Slow down.', kind: 'rate_limit_exceeded', status: 429 },
    ],
    [
      { type: 'error', code: 'context_length_exceeded', message: 'Too long.', param: null },
      { type: 'error', message: 'Too long.', kind: 'context_length_exceeded', status: 400 },
    ],
    [
      { type: 'error', error: { type: 'server_error', message: 'Oh.' } },
      { type: 'error', message: 'Oh.', kind: 'server_error', status: 500 },
    ],
    [
      { type: 'response.failed', response: null },
      { type: 'error', message: 'The provider failed and did not say why.' },
    ],
  ])('by failure: %j', (event, expected) => {
    expect(read(event, completed)).toEqual([expected])
  })
})

describe('a whole answer', () => {
  test('has the same parts', () => {
    const answer = JSON.parse(readFixture('response-tools').body.toString())
    const parts = readWholeResponse(answer, ids)
    expect(parts.at(0)?.type).toBe('tool-call')
    expect(parts.at(-1)).toEqual(toolCalls)
    const incomplete = JSON.parse(readFixture('response-incomplete').body.toString())
    expect(readWholeResponse(incomplete, ids).at(-1)).toMatchObject({ reason: 'length' })
  })

  test.each([undefined, 'Hi', [], {}, { status: 'cancelled', output: [] }, { error: { message: 'No.' } }])(
    'that is none is a failure: %j',
    answer => {
      expect(readWholeResponse(answer, ids)).toMatchObject([{ type: 'error' }])
    },
  )
})

test.each([
  [
    { error: { message: 'No.', type: 'invalid_request_error', code: null } },
    { message: 'No.', kind: 'invalid_request_error' },
  ],
  [{ error: { message: 'No.', type: 'a', code: 'b' } }, { message: 'No.', kind: 'b' }],
  [{ error: 'No.' }, { message: 'No.' }],
  [{ detail: 'No.' }, { message: 'No.' }],
  [{ answer: 42 }, undefined],
  ['<html>', undefined],
])('reads the refusal %j', (body, expected) => {
  expect(readResponsesFailure(body)).toEqual(expected)
})
