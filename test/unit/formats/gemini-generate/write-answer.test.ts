import { expect, test } from 'vitest'
import { geminiGenerate } from '../../../../gateway/formats/gemini-generate/index.ts'
import { readWhole } from '../../../../gateway/formats/gemini-generate/read-parts.ts'
import { callerOfEvents } from '../../../../gateway/formats/gemini-generate/translation.ts'
import {
  begin,
  choice,
  chunksOf,
  close,
  encode,
  finish,
  head,
  piece,
  rich,
  text,
  usage,
  wireParts,
} from '../../../support/generated-answers.ts'

test('text goes out as it comes, and usage with the reason at the end', () => {
  const encoder = callerOfEvents.createEncoder(head)
  expect(chunksOf(encoder.write(text('It is')))).toEqual([
    {
      candidates: [{ content: { parts: [{ text: 'It is' }], role: 'model' }, index: 0 }],
      modelVersion: 'gemini-x',
      responseId: 'abc',
    },
  ])
  expect(encoder.write(finish('stop'))).toBe('')
  expect(chunksOf(encoder.end(usage))).toEqual([
    {
      candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason: 'STOP', index: 0 }],
      usageMetadata: {
        promptTokenCount: 100,
        cachedContentTokenCount: 80,
        candidatesTokenCount: 5,
        thoughtsTokenCount: 30,
        totalTokenCount: 135,
      },
      modelVersion: 'gemini-x',
      responseId: 'abc',
    },
  ])
})

test('the usage that is written is read as the same', () => {
  const whole = callerOfEvents.writeWhole([text('a'), finish('stop')], { ...usage, audioInput: 7 }, head)
  expect(geminiGenerate.provider.readAnswer(whole).usage.tokens).toEqual({ ...usage, audioInput: 7 })
})

test('a call goes out whole, even where calls run side by side', () => {
  const parts = [
    begin(0, 'f'),
    begin(1, 'g'),
    piece(0, '{"a"'),
    piece(1, ''),
    piece(0, ':1}'),
    close(0),
    close(1),
  ]
  expect(wireParts([...parts, finish('tool-calls')])).toEqual([
    { functionCall: { id: 'id0', name: 'f', args: { a: 1 } } },
    { functionCall: { id: 'id1', name: 'g', args: {} } },
    { text: '' },
  ])
})

test('a call that was cut is left out, and is no success', () => {
  const reasonOf = (reason: 'tool-calls' | 'length') =>
    chunksOf(encode([begin(0, 'f'), piece(0, '{"a'), finish(reason)])).at(-1)?.candidates?.[0]
  expect(reasonOf('length')).toMatchObject({ finishReason: 'MAX_TOKENS', content: { parts: [{ text: '' }] } })
  const [cut] = chunksOf(encode([begin(0, 'f'), piece(0, '{"a'), close(0), finish('tool-calls')]))
  expect(cut?.candidates?.[0]).toMatchObject({ finishReason: 'MALFORMED_FUNCTION_CALL' })
})

test('numbers of arguments keep their digits', () => {
  expect(encode([begin(0, 'f'), piece(0, '{"id":12345678901234567890}'), close(0)])).toContain(
    '{"id":12345678901234567890}',
  )
})

test('thoughts and signatures; one of another format stands in base64 and is known again', () => {
  const own = { origin: 'gemini-generate', value: 'c2ln' }
  const foreign = { origin: 'anthropic-messages', value: 'x+/=', isRedacted: false }
  const parts = wireParts([
    { type: 'reasoning', choice, text: 'Hm' },
    { type: 'reasoning-seal', choice, seal: foreign },
    { type: 'tool-call', choice, call: 0, id: 'a', name: 'f', seal: own },
    close(0),
    finish('tool-calls'),
  ])
  expect(parts).toMatchObject([
    { text: 'Hm', thought: true },
    { text: '', thoughtSignature: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/) },
    { functionCall: { name: 'f' }, thoughtSignature: 'c2ln' },
    { text: '' },
  ])
  const candidates = [{ content: { parts }, finishReason: 'STOP' }]
  expect(readWhole({ candidates }, () => 'x')[1]).toEqual({ type: 'reasoning-seal', choice, seal: foreign })
})

test.each([
  ['stop', 'STOP'],
  ['tool-calls', 'STOP'],
  ['length', 'MAX_TOKENS'],
  ['content-filter', 'SAFETY'],
] as const)('the reason %s', (reason, finishReason) => {
  expect(chunksOf(encode([finish(reason)]))).toMatchObject([{ candidates: [{ finishReason }] }])
})

test('a stream without parts has an end all the same', () => {
  expect(chunksOf(encode([]))).toHaveLength(1)
})

test('a whole answer has its pieces joined', () => {
  expect(callerOfEvents.writeWhole(rich, undefined, head)).toEqual({
    candidates: [
      {
        content: {
          role: 'model',
          parts: [
            { text: 'Hm', thought: true },
            { text: 'Zürich sunny.' },
            { functionCall: { id: 'id0', name: 'f', args: { a: 1 } } },
          ],
        },
        finishReason: 'STOP',
        index: 0,
        groundingMetadata: {
          groundingChunks: [{ web: { uri: 'https://x.test', title: 'X' } }],
          groundingSupports: [
            { segment: { startIndex: 8, endIndex: 14, text: 'sunny.' }, groundingChunkIndices: [0] },
          ],
        },
        logprobsResult: { chosenCandidates: [{ token: 'Z', logProbability: -1 }] },
      },
      { content: { role: 'model', parts: [{ text: 'Other' }] }, finishReason: 'MAX_TOKENS', index: 1 },
    ],
    modelVersion: 'gemini-x',
    responseId: 'abc',
  })
})

test('a failure has the status of its number, and the wait where clients look for it', () => {
  const failure = { message: 'Slow down.', kind: 'rate_limit_error', status: 429, retryAfterSeconds: 7 }
  expect(callerOfEvents.failureBody(failure, 'r1')).toEqual({
    error: {
      code: 429,
      message: 'Slow down.',
      status: 'RESOURCE_EXHAUSTED',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'RATE_LIMIT_ERROR',
          domain: 'gatehouse',
          metadata: { request_id: 'r1' },
        },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' },
      ],
    },
  })
})
