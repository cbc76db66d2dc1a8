import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Conversation, Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { readConversation } from '../../../../gateway/formats/anthropic-messages/read-conversation.ts'
import { writeRequest } from '../../../../gateway/formats/anthropic-messages/write-request.ts'
import { withUniqueCallIds } from '../../../../gateway/translation/unique-call-ids.ts'

// Few ids and texts, so that calls meet their results, and blank text is common.
const id = fc.constantFrom('a', 'b', 'c:1')
const text = fc.constantFrom('', ' ', 'x', 'y ')
const cache = fc.constantFrom(undefined, { lifetime: '5m' } as const, { lifetime: '1h' } as const)
const origin = fc.constantFrom('anthropic-messages', 'gemini-generate')
const textPart = fc.record({ type: fc.constant('text' as const), text, cache })
const callPart = fc.record({
  type: fc.constant('tool-call' as const),
  id,
  name: fc.constantFrom('read', 'a b'),
  arguments: fc.constantFrom('', '{}', '{"a":1}', '[', '5'),
  cache,
})
const resultPart = fc.record({
  type: fc.constant('tool-result' as const),
  callId: id,
  content: fc.array(textPart, { maxLength: 2 }),
  isError: fc.boolean(),
  cache,
})
const reasoning = fc.record({
  type: fc.constant('reasoning' as const),
  text,
  seal: fc.option(fc.record({ origin, value: fc.constant('s'), isRedacted: fc.boolean() }), {
    nil: undefined,
  }),
})
const image = fc.record({
  type: fc.constant('image' as const),
  source: fc.constantFrom(
    { type: 'url', url: 'https://a.example' } as const,
    { type: 'url', url: 'file:x' } as const,
  ),
})
const parts = (...kinds: fc.Arbitrary<Part>[]) => fc.array(fc.oneof(...kinds), { maxLength: 4 })
const turn: fc.Arbitrary<Turn> = fc.oneof(
  fc.record({
    role: fc.constantFrom('user' as const, 'system' as const, 'developer' as const),
    parts: parts(textPart, image),
  }),
  fc.record({
    role: fc.constant('assistant' as const),
    parts: parts(textPart, callPart, callPart, reasoning),
  }),
  fc.record({ role: fc.constant('tool' as const), parts: parts(resultPart) }),
)
const tool = fc.record({ name: fc.constantFrom('read', 'a b', 'c'), parameters: fc.jsonValue(), cache })
const conversation: fc.Arbitrary<Conversation> = fc.record({
  stream: fc.boolean(),
  turns: fc.array(turn, { maxLength: 8 }),
  tools: fc.array(tool, { maxLength: 2 }),
  toolChoice: fc.constantFrom(undefined, { type: 'required' } as const, { type: 'none' } as const),
  reasoning: fc.constantFrom(undefined, { effort: 'high' } as const, { budgetTokens: 3000 }),
  maxOutputTokens: fc.constantFrom(undefined, 500, 5000),
  outputFormat: fc.constantFrom(
    undefined,
    { type: 'json' } as const,
    {
      type: 'json-schema',
      schema: { type: 'object' },
    } as const,
  ),
})
const model = fc.constantFrom(
  'claude-opus-4-8',
  'claude-opus-4-6',
  'claude-sonnet-4-5',
  'claude-fable-5',
  'kimi-k2',
)

interface Block {
  readonly type: string
  readonly [member: string]: unknown
}
interface Body {
  readonly messages: readonly { readonly role: string; readonly content: readonly Block[] }[]
  readonly tools?: readonly { readonly name: string }[]
  readonly tool_choice?: { readonly type: string; readonly name?: string }
  readonly thinking?: { readonly type: string; readonly budget_tokens?: number }
  readonly max_tokens: number
}

const ids = (content: readonly Block[] = [], type: string, name: string) =>
  content.filter(block => block.type === type).map(block => block[name])

test('whatever a conversation holds, the provider is sent a request that it takes', () => {
  fc.assert(
    fc.property(conversation, model, (asked, name) => {
      const written = writeRequest(withUniqueCallIds(asked, new Receipt()), { model: name }, new Receipt())
      const { messages, tools = [], tool_choice, thinking, max_tokens } = written.body as unknown as Body
      messages.forEach(({ role, content }, index) => {
        expect(role).toBe(index % 2 === 0 ? 'user' : 'assistant')
        expect(content.length).toBeGreaterThan(0)
        for (const block of content) if (block.type === 'text') expect(String(block.text).trim()).not.toBe('')
        const results = ids(content, 'tool_result', 'tool_use_id')
        expect(content.slice(0, results.length).every(({ type }) => type === 'tool_result')).toBe(true)
        if (role === 'user') {
          expect(results.sort()).toEqual(ids(messages[index - 1]?.content, 'tool_use', 'id').sort())
        }
      })
      const called = messages.flatMap(({ content }) => ids(content, 'tool_use', 'id'))
      expect(new Set(called).size).toBe(called.length)
      expect(JSON.stringify(written.body).split('"cache_control"').length - 1).toBeLessThanOrEqual(4)
      expect(new Set(tools.map(each => each.name)).size).toBe(tools.length)
      if (tool_choice !== undefined) expect(tools.length).toBeGreaterThan(0)
      if (thinking?.type === 'enabled') {
        expect(thinking.budget_tokens).toBeGreaterThanOrEqual(1024)
        expect(thinking.budget_tokens).toBeLessThan(max_tokens)
      }
      if (thinking?.type === 'enabled' || thinking?.type === 'adaptive') {
        expect(['any', 'tool']).not.toContain(tool_choice?.type)
      }
      const head = { path: written.path, query: '', headers: {} }
      expect(() => readConversation({ head, body: written.body }, new Receipt())).not.toThrow()
    }),
    { numRuns: 300 },
  )
})
