import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRecord } from '../../../../gateway/bytes/json-value.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { GatewayError } from '../../../../gateway/errors.ts'
import { createDecoder, readWhole } from '../../../../gateway/formats/gemini-generate/read-parts.ts'
import { callerOfArray, providerOfEvents } from '../../../../gateway/formats/gemini-generate/translation.ts'
import { writeSchema } from '../../../../gateway/formats/gemini-generate/write-schema.ts'
import { head } from '../../../support/generated-answers.ts'

/** Names that mean something in requests, answers and schemas. */
const names = fc.constantFrom(
  ...['contents', 'systemInstruction', 'tools', 'toolConfig', 'generationConfig', 'role', 'parts', 'text'],
  ...['thought', 'thoughtSignature', 'inlineData', 'fileData', 'mimeType', 'fileUri', 'data', 'functionCall'],
  ...['functionResponse', 'name', 'id', 'args', 'response', 'functionDeclarations', 'parameters', 'mode'],
  ...['candidates', 'content', 'finishReason', 'index', 'promptFeedback', 'blockReason', 'error', 'message'],
  ...[
    'groundingMetadata',
    'groundingChunks',
    'groundingSupports',
    'segment',
    'logprobsResult',
    'chosenCandidates',
  ],
  ...[
    'type',
    'properties',
    'items',
    'anyOf',
    'allOf',
    'enum',
    'const',
    'required',
    '$ref',
    '$defs',
    'nullable',
  ],
  ...['thinkingConfig', 'thinkingLevel', 'responseSchema', '__proto__', 'constructor'],
)
const scalars = fc.oneof(
  fc.constantFrom(
    'user',
    'model',
    'STOP',
    'OBJECT',
    'string',
    'null',
    '#',
    '#/$defs/a',
    'image/png',
    '',
    'f',
  ),
  fc.constantFrom(null, true, false, 0, 1, -1, 2 ** 40, 0.5),
)
const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 7, withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(names, tie('value')), { maxLength: 5 }).map(entries => Object.fromEntries(entries)),
  ),
})).value

const wellFormed = fc.record({
  contents: fc.array(
    fc.record({
      role: fc.constantFrom('user', 'model'),
      parts: fc.array(
        fc.oneof(
          fc.record({ text: fc.string(), thought: fc.boolean() }),
          fc.record({ text: fc.string(), thoughtSignature: fc.base64String() }),
          fc.record({
            functionCall: fc.record({ name: fc.string(), args: fc.dictionary(fc.string(), fc.jsonValue()) }),
          }),
          fc.record({
            functionResponse: fc.record({
              name: fc.constantFrom('f', 'g'),
              response: fc.dictionary(fc.string(), fc.jsonValue()),
            }),
          }),
        ),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 6 },
  ),
})

const path = '/v1beta/models/m:generateContent'

test('any request is read, or is refused as invalid', () => {
  fc.assert(
    fc.property(fc.oneof(json, fc.record({ contents: json, tools: json, generationConfig: json })), body => {
      if (!isRecord(body)) return
      try {
        callerOfArray.readConversation({ head: { path, query: '', headers: {} }, body }, new Receipt())
      } catch (error) {
        expect(error).toBeInstanceOf(GatewayError)
        expect(error).toMatchObject({ code: 'request_invalid' })
      }
    }),
  )
})

test('what was read can be written: the user begins, roles alternate, and each call has its response', () => {
  fc.assert(
    fc.property(wellFormed, fc.constantFrom('gemini-2.0-flash', 'gemini-3-pro'), (body, model) => {
      const parsed = { head: { path, query: '', headers: {} }, body }
      const conversation = callerOfArray.readConversation(parsed, new Receipt())
      const { body: written } = providerOfEvents.writeRequest(conversation, { model }, new Receipt())
      const contents = written.contents as { role: string; parts: Record<string, unknown>[] }[]
      expect(contents.map(({ role }) => role)).toEqual(
        contents.map((_, at) => (at % 2 === 0 ? 'user' : 'model')),
      )
      for (const [at, { parts }] of contents.entries()) {
        expect(parts.length).toBeGreaterThan(0)
        const calls = parts.filter(({ functionCall }) => functionCall).length
        const next = contents[at + 1]?.parts.filter(({ functionResponse }) => functionResponse).length
        if (next !== undefined) expect(next).toBe(calls)
      }
    }),
  )
})

test('any answer is read to its end or to a failure, and is written again', () => {
  fc.assert(
    fc.property(fc.array(json, { maxLength: 4 }), chunks => {
      const decoder = createDecoder(() => 'x')
      const parts = [...chunks.flatMap(chunk => decoder.read(chunk, undefined)), ...decoder.end()]
      expect(['finish', 'error']).toContain(parts.at(-1)?.type)
      const encoder = callerOfArray.createEncoder(head)
      const said = parts.filter(({ type }) => type !== 'error')
      expect(
        JSON.parse(said.map(part => encoder.write(part)).join('') + encoder.end(undefined)),
      ).toBeInstanceOf(Array)
      expect(['finish', 'error']).toContain(readWhole(chunks, () => 'x').at(-1)?.type)
    }),
  )
})

test('any schema is written without references and without lists of types where they are refused', () => {
  fc.assert(
    fc.property(json, schema => {
      const { schema: written } = writeSchema(schema, 'openapi')
      expect(JSON.stringify(written)).not.toMatch(/"\$ref":|"type":\[/)
      writeSchema(schema, 'json-schema')
    }),
  )
})
