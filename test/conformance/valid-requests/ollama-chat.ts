import fc from 'fast-check'
import type { ChatRequest, Message, Options, Tool } from 'ollama'
import { amount, calls, conversationOf, input, name, optional, png, schema, text } from './valid-request.ts'

const images = fc.array(fc.constant(png), { maxLength: 2 })
const spoken: fc.Arbitrary<readonly Message[]> = fc.oneof(
  text.map((content): Message[] => [{ role: 'system', content }]),
  fc
    .tuple(text, optional({ images }))
    .map(([content, rest]): Message[] => [{ role: 'user', content, ...rest }]),
  fc
    .tuple(text, optional({ thinking: text }))
    .map(([content, rest]): Message[] => [{ role: 'assistant', content, ...rest }]),
)
const called: fc.Arbitrary<readonly Message[]> = fc
  .tuple(calls, text, input, name, text)
  .map(([numbers, content, given, tool, result]): Message[] => [
    {
      role: 'assistant',
      content,
      tool_calls: numbers.map(() => ({ function: { name: tool, arguments: given } })),
    },
    ...numbers.map((): Message => ({ role: 'tool', content: result, tool_name: tool })),
  ])

const tools: fc.Arbitrary<Tool[]> = fc.uniqueArray(
  fc.tuple(name, text, schema).map(
    ([toolName, description, each]): Tool => ({
      type: 'function',
      function: { name: toolName, description, parameters: { ...each } },
    }),
  ),
  { maxLength: 3, selector: each => each.function.name },
)

export const options = optional<Partial<Options>>({
  num_ctx: fc.constant(8192),
  num_predict: fc.integer({ min: -1, max: 9000 }),
  repeat_penalty: amount,
  seed: fc.integer(),
  stop: fc.array(text, { maxLength: 4 }),
  temperature: amount,
  top_k: fc.integer({ min: 1, max: 100 }),
  top_p: amount,
})

export const format = fc.oneof(fc.constant('json'), schema)
export const think = fc.constantFrom<(boolean | 'high' | 'medium' | 'low')[]>(true, false, 'low', 'high')

const settings = optional<Partial<ChatRequest>>({
  format,
  keep_alive: fc.constantFrom('5m', 0),
  logprobs: fc.boolean(),
  options,
  stream: fc.boolean(),
  think,
  tools,
})

export const requests = fc
  .tuple(conversationOf(spoken, called), settings)
  .map(([messages, rest]) => ({ path: '/api/chat', body: { ...rest, model: 'm', messages } }))
