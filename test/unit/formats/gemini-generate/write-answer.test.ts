import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type GenerateContentResponse, GoogleGenAI } from '@google/genai'
import { afterEach, describe, expect, test } from 'vitest'
import { createArrayFramer } from '../../../../gateway/bytes/json-array.ts'
import type { AnswerHead, AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import { geminiGenerate } from '../../../../gateway/formats/gemini-generate/index.ts'
import { createDecoder, readWhole } from '../../../../gateway/formats/gemini-generate/read-parts.ts'
import { callerOfArray, callerOfEvents } from '../../../../gateway/formats/gemini-generate/translation.ts'
import { geminiGenerateArrayCaller } from '../../../../gateway/formats/gemini-generate-array/caller.ts'

const head: AnswerHead = {
  id: 'abc',
  model: 'models/gemini-x',
  createdAtMs: 0,
  inputTokens: 0,
  usageAsked: false,
  request: {},
}
const usage = { ...noTokens, input: 20, cacheRead: 80, output: 35, reasoning: 30 }

function encode(parts: readonly AnswerPart[], caller = callerOfEvents): string {
  const encoder = caller.createEncoder(head)
  return parts.map(part => encoder.write(part)).join('') + encoder.end(usage)
}

const chunksOf = (stream: string): GenerateContentResponse[] =>
  stream
    .split('\n\n')
    .filter(event => event !== '')
    .map(event => JSON.parse(event.replace(/^data: /, '')))

const wireParts = (parts: readonly AnswerPart[]) =>
  chunksOf(encode(parts)).flatMap(
    ({ candidates }) => candidates?.flatMap(({ content }) => content?.parts ?? []) ?? [],
  )

const choice = 0
const text = (said: string): AnswerPart => ({ type: 'text', choice, text: said })
const finish = (reason: 'stop' | 'length' | 'tool-calls' | 'content-filter'): AnswerPart => ({
  type: 'finish',
  choice,
  reason,
})
const begin = (call: number, name: string): AnswerPart => ({
  type: 'tool-call',
  choice,
  call,
  id: `id${call}`,
  name,
})
const piece = (call: number, json: string): AnswerPart => ({
  type: 'tool-arguments',
  choice,
  call,
  text: json,
})
const close = (call: number): AnswerPart => ({ type: 'tool-call-end', choice, call })

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

const rich: readonly AnswerPart[] = [
  { type: 'reasoning', choice, text: 'Hm' },
  text('Zürich '),
  text('sunny.'),
  { type: 'citation', choice, citation: { url: 'https://x.test', title: 'X', start: 7, end: 13 } },
  { type: 'logprobs', choice, entries: [{ token: 'Z', logprob: -1, bytes: [90], top_logprobs: [] }] },
  begin(0, 'f'),
  piece(0, '{"a":1}'),
  close(0),
  { type: 'text', choice: 1, text: 'Other' },
  finish('tool-calls'),
  { type: 'finish', choice: 1, reason: 'length' },
]

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

const textsOf = (parts: readonly AnswerPart[]) =>
  parts.map(part => ('text' in part ? part.text : '')).join('|')

describe('the array', () => {
  test('is valid JSON and has the same chunks as the events', () => {
    expect(JSON.parse(encode(rich, callerOfArray))).toEqual(chunksOf(encode(rich)))
    expect(JSON.parse(encode([], callerOfArray))).toHaveLength(1)
  })

  test('is framed element by element', () => {
    const decoder = createDecoder(() => 'x')
    const frames = createArrayFramer().push(Buffer.from(encode(rich, callerOfArray)))
    const read = frames.flatMap(({ data }) =>
      decoder.read(data === ']' ? undefined : JSON.parse(data ?? 'null'), undefined),
    )
    expect(textsOf(read)).toContain('Zürich |sunny.')
  })

  test('of an error in it is ended by the format', () => {
    const begun = callerOfArray.createEncoder(head).write(text('a'))
    const { errorEvent } = geminiGenerateArrayCaller
    expect(JSON.parse(begun + errorEvent('{"error":{}}', true))).toHaveLength(2)
  })
})

test.each(['gemini-stream', 'gemini-stream-tools'])(
  'the recorded stream %s comes out as it went in',
  name => {
    const url = new URL(`../../../support/fake-upstream/fixtures/${name}.http`, import.meta.url)
    const events = readFileSync(url, 'utf8')
      .split(/\r?\n/)
      .filter(line => line.startsWith('data: '))
    const decode = (chunks: readonly unknown[]) => {
      const decoder = createDecoder(() => 'x')
      return [...chunks.flatMap(chunk => decoder.read(chunk, undefined)), ...decoder.end()]
    }
    const parts = decode(events.map(event => JSON.parse(event.slice('data: '.length))))
    expect(parts.length).toBeGreaterThan(3)
    expect(decode(chunksOf(encode(parts)))).toEqual(parts)
  },
)

describe('the official client', () => {
  const closers: (() => void)[] = []
  afterEach(() => {
    for (const end of closers.splice(0)) end()
  })

  async function clientOf(contentType: string, body: string) {
    const server = createServer(
      (_, response) => void response.setHeader('content-type', contentType).end(body),
    )
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => server.close())
    const { port } = server.address() as AddressInfo
    return new GoogleGenAI({ apiKey: 'x', httpOptions: { baseUrl: `http://127.0.0.1:${port}` } })
  }
  const question = { model: 'gemini-x', contents: 'Hi' }

  test('reads a stream', async () => {
    const client = await clientOf('text/event-stream', encode(rich))
    let said = ''
    const names: (string | undefined)[] = []
    let last: GenerateContentResponse | undefined
    for await (const chunk of await client.models.generateContentStream(question)) {
      const [first] = chunk.candidates ?? []
      if (first?.index === 0)
        for (const part of first.content?.parts ?? []) said += part.thought ? '' : (part.text ?? '')
      for (const { name } of chunk.functionCalls ?? []) names.push(name)
      last = chunk
    }
    expect(said).toBe('Zürich sunny.')
    expect(names).toEqual(['f'])
    expect(last?.usageMetadata?.totalTokenCount).toBe(135)
    expect(last?.candidates?.[0]?.finishReason).toBe('STOP')
  })

  test('reads a whole answer', async () => {
    const parts = [text('Hi'), finish('stop')]
    const client = await clientOf(
      'application/json',
      JSON.stringify(callerOfEvents.writeWhole(parts, usage, head)),
    )
    expect((await client.models.generateContent(question)).text).toBe('Hi')
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
