import { describe, expect, test } from 'vitest'
import { type ErrorCode, errorTable } from '../../../../gateway/errors.ts'
import { formats } from '../../../../gateway/formats/index.ts'
import { typicalError } from '../../../support/typical-error.ts'

const { caller } = formats['gemini-generate']
const array = formats['gemini-generate-array'].caller
const codes = Object.keys(errorTable) as ErrorCode[]

// https://cloud.google.com/apis/design/errors
test.each(codes)('%s is told as its status, a name for that, and a reason', code => {
  const error = typicalError(code)
  expect(caller.errorBody(error, 'req_1')).toMatchObject({
    error: {
      code: error.status,
      message: error.message,
      status: expect.stringMatching(/^[A-Z_]+$/),
      details: expect.arrayContaining([
        expect.objectContaining({
          reason: code.toUpperCase(),
          domain: 'gatehouse',
          metadata: { request_id: 'req_1' },
        }),
      ]),
    },
  })
})

test('how long to wait is where its clients look for it', () => {
  const retryDelays = codes.flatMap(code => {
    const { details } = caller.errorBody(typicalError(code), 'req_1').error as {
      details: { retryDelay?: string }[]
    }
    return details.flatMap(({ retryDelay }) => retryDelay ?? [])
  })
  expect(new Set(retryDelays)).toEqual(new Set(['7s']))
})

describe('an error within a stream', () => {
  const told = '{\n  "error": {"code": 503, "message": "id 12345678901234567890"}\n}'

  test('is an event of one line, which is all that the official client reads', () => {
    expect(caller.errorEvent(told)).toBe(
      'data: {"error":{"code":503,"message":"id 12345678901234567890"}}\n\n',
    )
    expect(caller.errorEvent('no JSON')).toBe('data: no JSON\n\n')
  })

  test('closes the array, whether anything was sent of it or not', () => {
    expect(JSON.parse(array.errorEvent(told))).toEqual([JSON.parse(told)])
    expect(JSON.parse(`[{"a":1}${array.errorEvent(told, true)}`)).toEqual([{ a: 1 }, JSON.parse(told)])
  })
})

describe('a whole answer as a stream', () => {
  const answer = '{\n "candidates": [{"finishReason": "STOP"}],\n "n": 12345678901234567890\n}'

  test('is one event, or an array of one, digit by digit', () => {
    expect(caller.answerEvents(answer, false)).toBe(
      'data: {"candidates":[{"finishReason":"STOP"}],"n":12345678901234567890}\n\n',
    )
    expect(array.answerEvents(answer, false)).toBe(`[${answer}\n]`)
  })

  test('that refuses the prompt is one too, and what is no answer is none', () => {
    for (const { answerEvents } of [caller, array]) {
      expect(answerEvents('{"promptFeedback":{"blockReason":"SAFETY"}}', false)).toBeDefined()
      for (const other of ['{"error":{}}', '{"hello":1}', '[]', 'no JSON'])
        expect(answerEvents(other, false)).toBeUndefined()
    }
  })
})
