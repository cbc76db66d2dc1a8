import type Anthropic from '@anthropic-ai/sdk'
import fc from 'fast-check'
import type { MessagesBody } from '../sdk-types.ts'
import {
  amount,
  calls,
  conversationOf,
  input,
  name,
  optional,
  pdf,
  png,
  schema,
  someText,
  url,
} from './valid-request.ts'

type Block = Anthropic.ContentBlockParam
type Message = Anthropic.MessageParam
type Params = Extract<MessagesBody, { stream?: false }>

const cache_control = fc.constantFrom<(Anthropic.CacheControlEphemeral | null)[]>(
  null,
  { type: 'ephemeral' },
  { type: 'ephemeral', ttl: '1h' },
)
const textBlock: fc.Arbitrary<Anthropic.TextBlockParam> = fc
  .tuple(someText, optional({ cache_control }))
  .map(([said, rest]) => ({ type: 'text', text: said, ...rest }))
const picture: fc.Arbitrary<Anthropic.ImageBlockParam> = fc.oneof(
  fc.constant<Anthropic.ImageBlockParam>({
    type: 'image',
    source: { type: 'base64', media_type: 'image/png', data: png },
  }),
  url.map((address): Anthropic.ImageBlockParam => ({ type: 'image', source: { type: 'url', url: address } })),
)
const document: fc.Arbitrary<Anthropic.DocumentBlockParam> = fc
  .tuple(
    fc.oneof(
      fc.constant<Anthropic.DocumentBlockParam['source']>({
        type: 'base64',
        media_type: 'application/pdf',
        data: pdf,
      }),
      someText.map((data): Anthropic.DocumentBlockParam['source'] => ({
        type: 'text',
        media_type: 'text/plain',
        data,
      })),
      url.map((address): Anthropic.DocumentBlockParam['source'] => ({ type: 'url', url: address })),
    ),
    optional({ title: someText, context: someText, cache_control }),
  )
  .map(([source, rest]) => ({ type: 'document', source, ...rest }))
const asked: fc.Arbitrary<Block[]> = fc.array(fc.oneof(textBlock, picture, document), {
  minLength: 1,
  maxLength: 3,
})
const thought: fc.Arbitrary<Block> = fc.constantFrom<Block[]>(
  { type: 'thinking', thinking: 'Hm', signature: 'c2ln' },
  { type: 'redacted_thinking', data: 'c2VhbGVk' },
)
const spoken: fc.Arbitrary<readonly Message[]> = fc
  .tuple(fc.oneof(someText, asked), fc.oneof(someText, fc.tuple(thought, textBlock)))
  .map(([said, answered]): Message[] => [
    { role: 'user', content: said },
    { role: 'assistant', content: answered },
  ])
const result = fc.oneof(someText, fc.array(fc.oneof(textBlock, picture), { maxLength: 2 }))
const called: fc.Arbitrary<readonly Message[]> = fc
  .tuple(calls, asked, input, name, result, optional({ is_error: fc.boolean() }))
  .map(([numbers, said, given, tool, content, rest]): Message[] => [
    { role: 'user', content: said },
    {
      role: 'assistant',
      content: numbers.map(number => ({ type: 'tool_use', id: `toolu_${number}`, name: tool, input: given })),
    },
    {
      role: 'user',
      content: numbers.map(number => ({
        type: 'tool_result',
        tool_use_id: `toolu_${number}`,
        content,
        ...rest,
      })),
    },
    { role: 'assistant', content: 'So.' },
  ])

const tool: fc.Arbitrary<Anthropic.Tool> = fc
  .tuple(name, schema, optional({ description: someText, strict: fc.boolean(), cache_control }))
  .map(([toolName, each, rest]) => ({ name: toolName, input_schema: { ...each, type: 'object' }, ...rest }))
const equipped: fc.Arbitrary<Partial<Params>> = fc
  .uniqueArray(tool, { minLength: 1, maxLength: 3, selector: each => each.name })
  .chain(tools =>
    optional<Pick<Params, 'tool_choice'>>({
      tool_choice: fc.oneof(
        fc.constantFrom<Anthropic.ToolChoice[]>(
          { type: 'auto', disable_parallel_tool_use: true },
          { type: 'any' },
          { type: 'none' },
        ),
        fc.constantFrom(...tools).map((each): Anthropic.ToolChoice => ({ type: 'tool', name: each.name })),
      ),
    }).map(rest => ({ tools, ...rest })),
  )

const settings = optional<Params>({
  metadata: fc.constant({ user_id: 'u' }),
  output_config: optional<Anthropic.OutputConfig>({
    effort: fc.constantFrom('low', 'medium', 'high', 'max'),
    format: schema.map(each => ({ type: 'json_schema', schema: { ...each } })),
  }),
  service_tier: fc.constantFrom('auto', 'standard_only'),
  stop_sequences: fc.array(someText, { maxLength: 4 }),
  system: fc.oneof(someText, fc.array(textBlock, { maxLength: 2 })),
  temperature: amount,
  thinking: fc.constantFrom<Anthropic.ThinkingConfigParam[]>(
    { type: 'enabled', budget_tokens: 1024 },
    { type: 'disabled' },
    { type: 'adaptive' },
  ),
  top_k: fc.integer({ min: 1, max: 100 }),
  top_p: amount,
})

export const requests = fc
  .tuple(
    conversationOf(spoken, called),
    asked,
    fc.integer({ min: 1025, max: 9000 }),
    settings,
    fc.oneof(equipped, fc.constant({})),
    fc.boolean(),
  )
  .map(([messages, content, max_tokens, rest, more, stream]) => ({
    path: '/v1/messages',
    body: {
      ...rest,
      ...more,
      model: 'm',
      stream,
      max_tokens,
      messages: [...messages, { role: 'user' as const, content }],
    } satisfies MessagesBody,
  }))
