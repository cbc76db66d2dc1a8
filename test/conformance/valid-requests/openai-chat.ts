import fc from 'fast-check'
import type OpenAI from 'openai'
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
  text,
  url,
} from './valid-request.ts'

type Message = OpenAI.ChatCompletionMessageParam
type Part = OpenAI.ChatCompletionContentPart
type Params = OpenAI.ChatCompletionCreateParamsNonStreaming

const part: fc.Arbitrary<Part> = fc.oneof(
  text.map((said): Part => ({ type: 'text', text: said })),
  fc
    .tuple(fc.oneof(url, fc.constant(`data:image/png;base64,${png}`)), fc.constantFrom('auto', 'low', 'high'))
    .map(([address, detail]): Part => ({ type: 'image_url', image_url: { url: address, detail } })),
  fc.constant<Part>({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }),
  fc.constant<Part>({
    type: 'file',
    file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${pdf}` },
  }),
)
const texts = fc.array(
  text.map(said => ({ type: 'text' as const, text: said })),
  { minLength: 1, maxLength: 2 },
)
const content = fc.oneof(text, texts)
const spoken: fc.Arbitrary<readonly Message[]> = fc.oneof(
  fc
    .tuple(fc.constantFrom('system', 'developer'), content)
    .map(([role, said]): Message[] => [{ role, content: said }]),
  fc
    .tuple(fc.oneof(text, fc.array(part, { minLength: 1, maxLength: 3 })), optional({ name }))
    .map(([said, rest]): Message[] => [{ role: 'user', content: said, ...rest }]),
  fc
    .tuple(content, fc.option(text), optional({ name }))
    .map(([said, refusal, rest]): Message[] => [{ role: 'assistant', content: said, refusal, ...rest }]),
)
const called: fc.Arbitrary<readonly Message[]> = fc
  .tuple(calls, fc.option(text), input, name, content)
  .map(([numbers, said, given, tool, result]): Message[] => [
    {
      role: 'assistant',
      content: said,
      tool_calls: numbers.map(number => ({
        id: `call_${number}`,
        type: 'function',
        function: { name: tool, arguments: JSON.stringify(given) },
      })),
    },
    ...numbers.map((number): Message => ({ role: 'tool', tool_call_id: `call_${number}`, content: result })),
  ])

const tool: fc.Arbitrary<OpenAI.ChatCompletionTool> = fc
  .tuple(name, text, schema, fc.option(fc.boolean()))
  .map(([toolName, description, parameters, strict]) => ({
    type: 'function',
    function: { name: toolName, description, parameters: { ...parameters }, strict },
  }))
const tools = fc.uniqueArray(tool, {
  minLength: 1,
  maxLength: 3,
  selector: each => (each.type === 'function' ? each.function.name : ''),
})
/** A choice is given only with tools, and names one of them. */
const equipped: fc.Arbitrary<Partial<Params>> = tools.chain(list =>
  optional<Pick<Params, 'tool_choice' | 'parallel_tool_calls'>>({
    tool_choice: fc.oneof(
      fc.constantFrom<NonNullable<Params['tool_choice']>[]>('auto', 'none', 'required'),
      fc.constantFrom(...list).map((each): NonNullable<Params['tool_choice']> => {
        return { type: 'function', function: { name: each.type === 'function' ? each.function.name : '' } }
      }),
    ),
    parallel_tool_calls: fc.boolean(),
  }).map(rest => ({ tools: list, ...rest })),
)

const settings = optional<Params>({
  frequency_penalty: amount,
  logit_bias: fc.constant({ '50256': -100 }),
  logprobs: fc.boolean(),
  max_completion_tokens: fc.integer({ min: 1, max: 9000 }),
  max_tokens: fc.integer({ min: 1, max: 9000 }),
  metadata: fc.constant({ topic: 'x' }),
  n: fc.integer({ min: 1, max: 3 }),
  presence_penalty: amount,
  prompt_cache_key: text,
  reasoning_effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh', null),
  response_format: fc.oneof(
    fc.constantFrom({ type: 'text' as const }, { type: 'json_object' as const }),
    schema.map(each => ({
      type: 'json_schema' as const,
      json_schema: { name: 'answer', schema: { ...each }, strict: true },
    })),
  ),
  safety_identifier: text,
  seed: fc.integer(),
  service_tier: fc.constantFrom('auto', 'default', 'flex', 'priority', null),
  stop: fc.oneof(someText, fc.array(someText, { minLength: 1, maxLength: 4 }), fc.constant(null)),
  store: fc.boolean(),
  temperature: amount,
  top_p: amount,
  user: text,
  verbosity: fc.constantFrom('low', 'medium', 'high'),
})

export const requests = fc
  .tuple(conversationOf(spoken, called), settings, fc.oneof(equipped, fc.constant({})), fc.boolean())
  .map(([messages, rest, more, stream]) => ({
    path: '/v1/chat/completions',
    body: { ...rest, ...more, model: 'm', messages, stream } satisfies OpenAI.ChatCompletionCreateParams,
  }))
