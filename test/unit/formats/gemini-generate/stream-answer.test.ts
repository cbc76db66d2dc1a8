import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type GenerateContentResponse, GoogleGenAI } from '@google/genai'
import { afterEach, describe, expect, test } from 'vitest'
import { createArrayFramer } from '../../../../gateway/bytes/json-array.ts'
import type { AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { createDecoder } from '../../../../gateway/formats/gemini-generate/read-parts.ts'
import { callerOfArray, callerOfEvents } from '../../../../gateway/formats/gemini-generate/translation.ts'
import { geminiGenerateArrayCaller } from '../../../../gateway/formats/gemini-generate-array/caller.ts'
import { chunksOf, encode, finish, head, rich, text, usage } from '../../../support/generated-answers.ts'

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
