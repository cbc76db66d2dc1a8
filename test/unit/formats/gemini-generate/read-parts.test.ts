import { describe, expect, test } from 'vitest'
import type { AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { readFailure } from '../../../../gateway/formats/gemini-generate/read-failure.ts'
import { createDecoder, readWhole } from '../../../../gateway/formats/gemini-generate/read-parts.ts'

function minter() {
  let made = 0
  return () => `id${++made}`
}

function decode(...chunks: unknown[]): readonly AnswerPart[] {
  const decoder = createDecoder(minter())
  return [...chunks.flatMap(chunk => decoder.read(chunk, undefined)), ...decoder.end()]
}

const chunk = (parts: unknown[], more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
})
const stop = { finishReason: 'STOP' }
const finish = (reason: string) => ({ type: 'finish', choice: 0, reason })
const seal = { origin: 'gemini-generate', value: 'c2ln', isRedacted: false }

test('text and thoughts come in pieces, and the reason at the end', () => {
  expect(
    decode(
      chunk([{ text: 'Hm', thought: true }]),
      chunk([{ text: 'It is' }]),
      chunk([{ text: ' sunny' }], stop),
      { usageMetadata: { promptTokenCount: 1 } },
    ),
  ).toEqual([
    { type: 'reasoning', choice: 0, text: 'Hm' },
    { type: 'text', choice: 0, text: 'It is' },
    { type: 'text', choice: 0, text: ' sunny' },
    finish('stop'),
  ])
})

test('a part goes out with the chunk it came in', () => {
  expect(createDecoder(minter()).read(chunk([{ text: 'a' }]), undefined)).toHaveLength(1)
})

test('a model that says STOP with every chunk has one end', () => {
  expect(decode(chunk([{ text: 'a' }], stop), chunk([{ text: 'b' }], stop)).slice(-2)).toEqual([
    { type: 'text', choice: 0, text: 'b' },
    finish('stop'),
  ])
})

test('calls come whole, numbered, with an id where none is given, and STOP after them is for tools', () => {
  const calls = [
    { functionCall: { id: 'a1', name: 'f', args: { city: 'Zürich' } }, thoughtSignature: 'c2ln' },
    { functionCall: { name: 'g' } },
  ]
  expect(decode(chunk(calls), chunk([{ text: '' }], stop))).toEqual([
    { type: 'tool-call', choice: 0, call: 0, id: 'a1', name: 'f', seal },
    { type: 'tool-arguments', choice: 0, call: 0, text: '{"city":"Zürich"}' },
    { type: 'tool-call-end', choice: 0, call: 0 },
    { type: 'tool-call', choice: 0, call: 1, id: 'call_gth_id1', name: 'g', seal: undefined },
    { type: 'tool-arguments', choice: 0, call: 1, text: '{}' },
    { type: 'tool-call-end', choice: 0, call: 1 },
    finish('tool-calls'),
  ])
})

describe('a signature', () => {
  test('of the text behind thoughts ends the thoughts', () => {
    expect(
      decode(chunk([{ text: 'Hm', thought: true }]), chunk([{ text: 'a', thoughtSignature: 'c2ln' }], stop)),
    ).toEqual([
      { type: 'reasoning', choice: 0, text: 'Hm' },
      { type: 'reasoning-seal', choice: 0, seal },
      { type: 'text', choice: 0, text: 'a' },
      finish('stop'),
    ])
  })

  test('behind the text stays there', () => {
    expect(decode(chunk([{ text: 'a' }]), chunk([{ text: '', thoughtSignature: 'c2ln' }], stop))).toEqual([
      { type: 'text', choice: 0, text: 'a' },
      { type: 'reasoning-seal', choice: 0, seal },
      finish('stop'),
    ])
  })
})

describe('why it ended', () => {
  test.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content-filter'],
    ['RECITATION', 'content-filter'],
    ['BLOCKLIST', 'content-filter'],
    ['PROHIBITED_CONTENT', 'content-filter'],
    ['SPII', 'content-filter'],
  ])('%s', (finishReason, reason) => {
    expect(decode(chunk([], { finishReason }))).toEqual([finish(reason)])
  })

  test('length comes before calls', () => {
    expect(decode(chunk([{ functionCall: { name: 'f' } }], { finishReason: 'MAX_TOKENS' })).at(-1)).toEqual(
      finish('length'),
    )
  })

  test.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'OTHER', 'SOMETHING_NEW'])(
    '%s is a failure, not an empty success',
    finishReason => {
      const finishMessage = 'Why.'
      expect(decode(chunk([], { finishReason }))).toMatchObject([{ type: 'error', kind: finishReason }])
      expect(decode(chunk([], { finishReason, finishMessage }))).toMatchObject([{ message: finishMessage }])
    },
  )

  test('an answer without a reason is a failure', () => {
    expect(decode(chunk([{ text: 'a' }])).at(-1)).toMatchObject({ type: 'error' })
  })

  test('a prompt that is blocked is a final answer', () => {
    expect(decode({ promptFeedback: { blockReason: 'SAFETY' } })).toEqual([finish('content-filter')])
    expect(decode({ promptFeedback: { blockReason: 'OTHER', blockReasonMessage: 'Not this.' } })).toEqual([
      { type: 'refusal', choice: 0, text: 'Not this.' },
      finish('content-filter'),
    ])
  })

  test('an error within the stream ends it', () => {
    const error = { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' }
    expect(decode(chunk([{ text: 'a' }]), { error }, chunk([{ text: 'b' }], stop))).toEqual([
      { type: 'text', choice: 0, text: 'a' },
      { type: 'error', message: 'Overloaded', kind: 'UNAVAILABLE', status: 503 },
    ])
  })
})

test('several answers', () => {
  const two = {
    candidates: [0, 1].map(index => ({ content: { parts: [{ text: `${index}` }] }, index, ...stop })),
  }
  expect(decode(two)).toEqual([
    { type: 'text', choice: 0, text: '0' },
    { type: 'text', choice: 1, text: '1' },
    finish('stop'),
    { type: 'finish', choice: 1, reason: 'stop' },
  ])
})

test('sources have offsets in characters, and come once', () => {
  const groundingMetadata = {
    groundingChunks: [{ web: { uri: 'https://x.test', title: 'X' } }],
    groundingSupports: [
      { segment: { startIndex: 8, endIndex: 14, text: 'sunny.' }, groundingChunkIndices: [0] },
    ],
  }
  const grounded = chunk([{ text: 'Zürich sunny.' }], { groundingMetadata })
  expect(
    decode(grounded, chunk([], { groundingMetadata, ...stop })).filter(({ type }) => type === 'citation'),
  ).toEqual([
    {
      type: 'citation',
      choice: 0,
      citation: { url: 'https://x.test', title: 'X', citedText: 'sunny.', start: 7, end: 13 },
    },
  ])
})

test('log probabilities', () => {
  const logprobsResult = {
    chosenCandidates: [{ token: 'é', logProbability: -0.5 }],
    topCandidates: [
      {
        candidates: [
          { token: 'é', logProbability: -0.5 },
          { token: 'e', logProbability: -2 },
        ],
      },
    ],
  }
  const bytes = [195, 169]
  expect(decode(chunk([{ text: 'é' }], { logprobsResult, ...stop }))[1]).toEqual({
    type: 'logprobs',
    choice: 0,
    entries: [
      {
        token: 'é',
        logprob: -0.5,
        bytes,
        top_logprobs: [
          { token: 'é', logprob: -0.5, bytes },
          { token: 'e', logprob: -2, bytes: [101] },
        ],
      },
    ],
  })
})

test('a whole answer is read like a stream, and so is an array of chunks', () => {
  const whole = chunk([{ text: 'a' }, { functionCall: { name: 'f' } }], stop)
  expect(readWhole(whole, minter())).toEqual(decode(whole))
  expect(readWhole([chunk([{ text: 'a' }]), chunk([{ text: 'b' }], stop)], minter())).toHaveLength(3)
})

test.each([
  [undefined],
  [null],
  [7],
  ['text'],
  [[]],
  [{}],
  [{ candidates: 'x' }],
  [{ candidates: [null, 7, { content: 7 }] }],
  [{ candidates: [{ content: { parts: 'x' }, index: 'y' }] }],
  [{ candidates: [{ index: 1e9, ...stop }] }],
  [{ error: 'x' }],
  [{ error: {} }],
  [chunk([7, null, { text: 7 }, { functionCall: 7 }])],
  [chunk([{ functionCall: { name: 7, args: [] } }])],
])('what is no answer is a failure: %j', answer => {
  expect(readWhole(answer, minter()).at(-1)).toMatchObject({ type: 'error' })
})

describe('a refusal', () => {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '45.8s' }]
  const error = { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED', details }
  const failure = { message: 'Quota', kind: 'RESOURCE_EXHAUSTED', status: 429, retryAfterSeconds: 46 }

  test('has the wait rounded up', () => {
    expect(readFailure({ error })).toEqual(failure)
    expect(readFailure([{ error }])).toEqual(failure)
  })

  test('of a quota for a day is no short wait', () => {
    const violations = [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel' }]
    const quota = { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations }
    expect(
      readFailure({ error: { ...error, details: [quota, ...details] } })?.retryAfterSeconds,
    ).toBeUndefined()
  })

  test.each([[undefined], ['x'], [{}], [{ error: 'x' }], [{ error: { code: 1 } }]])('is not %j', body => {
    expect(readFailure(body)).toBeUndefined()
  })
})
