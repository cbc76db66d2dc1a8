import fc from 'fast-check'
import type { ChatRequest } from 'ollama'
import { expect, test } from 'vitest'
import { isRecord } from '../../../../gateway/bytes/json-value.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { GatewayError } from '../../../../gateway/errors.ts'
import { ollamaChat } from '../../../../gateway/formats/ollama-chat/index.ts'
import { ollamaGenerate } from '../../../../gateway/formats/ollama-generate/index.ts'

const { caller, provider } = ollamaChat
const head = { path: '/api/chat', query: '', headers: {} }

const gif = Buffer.from('GIF89a0123456789').toString('base64')
const text = fc.string({ maxLength: 8 })
// Mostly valid, because a request with a wrong member is refused and tells nothing more.
const or = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 60, arbitrary: value }, fc.jsonValue({ maxDepth: 1 }))
const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(or(value), { nil: undefined })

const call = fc.record({
  id: sometimes(text),
  function: or(
    fc.record({
      name: or(fc.string({ minLength: 1, maxLength: 8 })),
      arguments: or(fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }))),
    }),
  ),
})
const message = fc.record({
  role: fc.constantFrom('system', 'user', 'assistant', 'tool'),
  content: sometimes(text),
  thinking: sometimes(text),
  images: sometimes(fc.array(or(fc.oneof(fc.base64String(), fc.constant(gif))), { maxLength: 2 })),
  tool_calls: sometimes(fc.array(or(call), { maxLength: 3 })),
  tool_name: sometimes(text),
  tool_call_id: sometimes(text),
})
const request = fc.record({
  model: text,
  prompt: sometimes(text),
  messages: or(fc.array(or(message), { minLength: 1, maxLength: 4 })),
  stream: sometimes(fc.boolean()),
  think: sometimes(fc.constantFrom(true, false, 'low')),
  format: sometimes(fc.constantFrom('json', '')),
  options: sometimes(fc.record({ temperature: sometimes(fc.double()), stop: sometimes(fc.array(text)) })),
  tools: sometimes(
    fc.array(
      or(
        fc.record({
          type: fc.constant('function'),
          function: or(fc.record({ name: fc.string({ minLength: 1 }) })),
        }),
      ),
    ),
  ),
})

test('any request is read, and written as the client would write it, or refused as invalid', () => {
  const read = [caller, ollamaGenerate.caller].map(({ translation }) => translation?.readConversation)
  fc.assert(
    fc.property(request, body => {
      for (const readConversation of read) {
        try {
          const conversation = readConversation?.({ head, body }, new Receipt())
          if (!conversation) throw new Error('The format has no translation')
          const written = provider.translation?.writeRequest(conversation, { model: 'qwen3' }, new Receipt())
          expectRequest(written?.body)
        } catch (error) {
          if (!(error instanceof GatewayError) || error.code !== 'request_invalid') throw error
        }
      }
    }),
    { numRuns: 500 },
  )
})

/** What a server refuses: https://docs.ollama.com/api/chat */
function expectRequest(body: unknown): void {
  const { model, messages = [], stream } = JSON.parse(JSON.stringify(body)) as ChatRequest
  expect([typeof model, typeof stream]).toEqual(['string', 'boolean'])
  expect(messages.length).toBeGreaterThan(0)
  for (const { role, content, images = [], tool_calls: calls = [] } of messages) {
    expect(['system', 'user', 'assistant', 'tool']).toContain(role)
    expect(typeof content).toBe('string')
    for (const image of images) expect(image).toMatch(/^[\w+/=-]*$/)
    for (const each of calls) expect(isRecord(each.function.arguments)).toBe(true)
  }
}

test('any answer is read', () => {
  const line = fc.record({
    message: or(message),
    done: or(fc.boolean()),
    done_reason: sometimes(fc.constantFrom('stop', 'length')),
    logprobs: sometimes(fc.array(fc.jsonValue({ maxDepth: 2 }))),
    error: fc.option(fc.jsonValue({ maxDepth: 1 }), { nil: undefined, freq: 9 }),
  })
  fc.assert(
    fc.property(fc.array(or(line), { maxLength: 6 }), lines => {
      const decoder = provider.translation?.createDecoder(() => 'minted')
      const parts = lines.flatMap(each => [...(decoder?.read(each, undefined) ?? [])])
      const ends = parts.filter(({ type }) => type === 'finish' || type === 'error')
      expect(ends.length).toBeLessThanOrEqual(1)
      if (ends.length === 1) expect(parts.at(-1)).toBe(ends[0])
      for (const each of lines) {
        const whole = provider.translation?.readWhole(each, () => 'minted') ?? []
        expect(['finish', 'error']).toContain(whole.at(-1)?.type)
      }
    }),
    { numRuns: 500 },
  )
})
