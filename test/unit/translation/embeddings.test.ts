// Embeddings from any format to any other: the two ends of each pair, without the gateway between them.
import fc from 'fast-check'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { Receipt } from '../../../gateway/chat/receipt.ts'
import { translateVectors } from '../../../gateway/chat/translate-vectors.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import { formatNames, formats, translates, type WireFormat } from '../../../gateway/formats/index.ts'
import {
  batch,
  callerOf,
  formatsWith,
  providerOf,
  read,
  requestOf,
  single,
} from '../../support/embedding-formats.ts'

/** Exact as floats of 32 bits. */
const vectors = [
  [0.5, -0.25],
  [1, 0],
]
const usage = { input: 9, cacheRead: 0, cacheWrite: 0, cacheWriteOneHour: 0 }
const tokens = { ...usage, audioInput: 0, output: 0, audioOutput: 0, reasoning: undefined }

const answers: Readonly<Partial<Record<WireFormat, (list: readonly unknown[]) => object>>> = {
  'openai-embeddings': list => ({ data: list.map((embedding, index) => ({ index, embedding })) }),
  'ollama-embed': embeddings => ({ embeddings }),
  'gemini-embed': list => ({ embeddings: list.map(values => ({ values })) }),
}

test('a conversation is never translated into a request for vectors, nor the other way round', () => {
  const embeds = /embed/
  for (const from of formatNames)
    for (const to of formatNames)
      if (embeds.test(from) !== embeds.test(to))
        expect([from, to, translates(from, to)]).toEqual([from, to, false])
  expect(translates('openai-embeddings', 'gemini-embed')).toBe(true)
  expect(translates('openai-chat', 'anthropic-messages')).toBe(true)
  expect(translates('ollama-embed', 'ollama-embeddings')).toBe(false) // each server has the newer one
})

describe.each(formatsWith('provider'))('the official OpenAI client and a provider of %s', format => {
  const sent: unknown[] = []
  const client = new OpenAI({
    apiKey: 'unused',
    maxRetries: 0,
    async fetch(_, init) {
      const caller = callerOf('openai-embeddings')
      const provider = providerOf(format)
      const asked = caller.readRequest(requestOf(JSON.parse(String(init?.body))), new Receipt())
      sent.push(provider.writeRequest(asked, { model: 'm' }))
      const answer = answers[format]?.(vectors.slice(0, asked.texts.length))
      const { texts, answerForm } = { ...asked, texts: asked.texts.length }
      const head = { model: 'mine', texts, answerForm, inputTokens: 5 }
      const translated = translateVectors(answer, undefined, { caller, provider }, head)
      if (translated.type === 'failed') throw new Error(translated.failure.message)
      return Response.json(translated.body)
    },
  })

  test.each([undefined, 'float', 'base64'] as const)('encoded as %s', async encoding_format => {
    const answer = await client.embeddings.create({
      model: 'mine',
      input: ['one', 'two'],
      ...(encoding_format && { encoding_format }),
    })
    // Whoever asks for base64 itself is given it.
    const asNumbers = (embedding: unknown) =>
      typeof embedding === 'string'
        ? [...new Float32Array(new Uint8Array(Buffer.from(embedding, 'base64')).buffer)]
        : embedding
    expect(answer.data.map(({ embedding }) => typeof embedding)).toEqual(
      Array(2).fill(encoding_format === 'base64' ? 'string' : 'object'),
    )
    expect(answer.data.map(({ embedding }) => asNumbers(embedding))).toEqual(vectors)
    expect(answer).toMatchObject({ model: 'mine', usage: { prompt_tokens: 5, total_tokens: 5 } })
    expect(answer.data.map(({ index }) => index)).toEqual([0, 1])
  })

  test('one text', async () => {
    const answer = await client.embeddings.create({ model: 'mine', input: 'one', dimensions: 2 })
    expect(answer.data.map(({ embedding }) => embedding)).toEqual(vectors.slice(0, 1))
    expect(JSON.stringify(sent.at(-1))).toMatch(/"(dimensions|outputDimensionality)":2/)
  })
})

describe('an answer of OpenAI', () => {
  const { readAnswer } = providerOf('openai-embeddings')
  const [first, second] = vectors

  test.each([
    [
      'in another order',
      [
        { index: 1, embedding: second },
        { index: 0, embedding: first },
      ],
    ],
    ['without numbers', [{ embedding: first }, { embedding: second }]],
    [
      'with the same number twice',
      [
        { index: 0, embedding: first },
        { index: 0, embedding: second },
      ],
    ],
    [
      'with numbers beyond its length',
      [
        { index: 7, embedding: first },
        { index: 2 ** 31, embedding: second },
      ],
    ],
  ])('%s is read', (_, data) => {
    expect(readAnswer({ data })).toEqual(vectors)
  })

  test('may be base64 unasked', () => {
    const base64 = Buffer.from(Float32Array.from([0.5, -0.25]).buffer).toString('base64')
    expect(readAnswer({ data: [{ index: 0, embedding: base64 }] })).toEqual([[0.5, -0.25]])
    expect(readAnswer({ data: [{ index: 0, embedding: 'AAA=' }] })).toBeUndefined()
  })
})

test('a reported count is told, else the own one', () => {
  for (const format of formatsWith('provider')) {
    const ends = { caller: callerOf('ollama-embed'), provider: providerOf(format) }
    const asked = { model: 'm', texts: 2, answerForm: undefined, inputTokens: 5 }
    const body = (reported: typeof tokens | undefined) =>
      translateVectors(answers[format]?.(vectors), reported, ends, asked)
    expect(body(tokens)).toMatchObject({ body: { prompt_eval_count: 9, embeddings: vectors } })
    expect(body(undefined)).toMatchObject({ body: { prompt_eval_count: 5 } })
  }
})

describe('whatever comes', () => {
  const anything = fc.jsonValue({ maxDepth: 4 })
  const or = (value: fc.Arbitrary<unknown>) => fc.oneof({ weight: 5, arbitrary: value }, anything)
  const list = or(fc.array(or(fc.string()), { maxLength: 3 }))
  const parts = or(fc.array(or(fc.record({ text: or(fc.string()) })), { maxLength: 3 }))
  const request = fc.record({ content: or(fc.record({ parts })), outputDimensionality: or(fc.nat()) })
  const body = fc.record(
    {
      input: list,
      prompt: or(fc.string()),
      content: or(fc.record({ parts })),
      requests: or(fc.array(or(request), { maxLength: 3 })),
      dimensions: or(fc.nat()),
      encoding_format: or(fc.constantFrom('float', 'base64')),
      options: anything,
    },
    { requiredKeys: [] },
  )

  test('a request is written for each provider, or refused as invalid', () => {
    fc.assert(
      fc.property(body, fc.constantFrom(single, batch), (asked, path) => {
        for (const from of formatsWith('caller')) {
          try {
            const { request: one } = read(from, asked, path)
            expect(one.texts.every(text => typeof text === 'string')).toBe(true)
            for (const to of formatsWith('provider')) {
              const written = providerOf(to).writeRequest(one, { model: 'm' })
              expect(JSON.stringify(written.body)).toContain(JSON.stringify(one.texts[0]))
            }
          } catch (error) {
            if (!(error instanceof GatewayError) || error.code !== 'request_invalid') throw error
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  test('an answer is vectors or none', () => {
    const vector = or(fc.array(or(fc.double({ noNaN: true }))))
    const element = or(fc.record({ index: or(fc.nat(3)), embedding: vector, values: vector }))
    const members = or(fc.array(element, { maxLength: 3 }))
    const answer = or(fc.record({ data: members, embeddings: members, embedding: element }))
    fc.assert(
      fc.property(answer, said => {
        for (const format of formatsWith('provider'))
          for (const each of providerOf(format).readAnswer(said) ?? [])
            expect(each.every(number => typeof number === 'number')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

test('the older endpoint has no provider’s side: every server that has it also has the newer one', () => {
  expect('embedding' in formats['ollama-embeddings'].provider).toBe(false)
})
