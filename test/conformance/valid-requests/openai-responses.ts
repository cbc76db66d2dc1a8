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

type Item = OpenAI.Responses.ResponseInputItem
type Content = OpenAI.Responses.ResponseInputContent
type Params = OpenAI.Responses.ResponseCreateParamsNonStreaming
type FunctionTool = OpenAI.Responses.FunctionTool

const part: fc.Arbitrary<Content> = fc.oneof(
  text.map((said): Content => ({ type: 'input_text', text: said })),
  fc
    .tuple(fc.oneof(url, fc.constant(`data:image/png;base64,${png}`)), fc.constantFrom('auto', 'low', 'high'))
    .map(([image_url, detail]): Content => ({ type: 'input_image', image_url, detail })),
  fc.constantFrom<Content[]>(
    { type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${pdf}` },
    { type: 'input_file', file_url: 'https://example.com/a.pdf' },
  ),
)
const spoken: fc.Arbitrary<readonly Item[]> = fc.oneof(
  fc
    .tuple(fc.constantFrom('system', 'developer', 'user', 'assistant'), text)
    .map(([role, content]): Item[] => [{ role, content }]),
  fc.array(part, { minLength: 1, maxLength: 3 }).map((content): Item[] => [{ role: 'user', content }]),
  fc.tuple(text, fc.boolean()).map(([said, isRefused]): Item[] => [
    {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      status: 'completed',
      content: [
        isRefused ? { type: 'refusal', refusal: said } : { type: 'output_text', text: said, annotations: [] },
      ],
    },
  ]),
)
const called: fc.Arbitrary<readonly Item[]> = fc
  .tuple(calls, fc.boolean(), input, name, fc.oneof(text, fc.array(part, { minLength: 1, maxLength: 2 })))
  .map(([numbers, hasThought, given, tool, output]): Item[] => [
    ...(hasThought
      ? [
          {
            type: 'reasoning' as const,
            id: 'rs_1',
            summary: [{ type: 'summary_text' as const, text: 'Hm' }],
            encrypted_content: 'c2VhbGVk',
          },
        ]
      : []),
    ...numbers.map(
      (number): Item => ({
        type: 'function_call',
        call_id: `call_${number}`,
        name: tool,
        arguments: JSON.stringify(given),
      }),
    ),
    ...numbers.map((number): Item => ({ type: 'function_call_output', call_id: `call_${number}`, output })),
  ])

const tool: fc.Arbitrary<FunctionTool> = fc
  .tuple(name, text, schema, fc.option(fc.boolean()))
  .map(([toolName, description, each, strict]) => ({
    type: 'function',
    name: toolName,
    description,
    parameters: { ...each },
    strict,
  }))
const equipped: fc.Arbitrary<Partial<Params>> = fc
  .uniqueArray(tool, { minLength: 1, maxLength: 3, selector: each => each.name })
  .chain(tools =>
    optional<Pick<Params, 'tool_choice' | 'parallel_tool_calls'>>({
      tool_choice: fc.oneof(
        fc.constantFrom<NonNullable<Params['tool_choice']>[]>('auto', 'none', 'required'),
        fc.constantFrom(...tools).map((each): NonNullable<Params['tool_choice']> => {
          return { type: 'function', name: each.name }
        }),
      ),
      parallel_tool_calls: fc.boolean(),
    }).map(rest => ({ tools, ...rest })),
  )

const settings = optional<Params>({
  include: fc.constantFrom(['reasoning.encrypted_content'], []),
  instructions: text,
  max_output_tokens: fc.integer({ min: 16, max: 9000 }),
  metadata: fc.constant({ topic: 'x' }),
  prompt_cache_key: text,
  reasoning: optional<OpenAI.Reasoning>({
    effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh'),
    summary: fc.constantFrom('auto', 'concise', 'detailed'),
  }),
  safety_identifier: text,
  service_tier: fc.constantFrom('auto', 'default', 'flex', 'priority'),
  store: fc.constant(false),
  temperature: amount,
  text: optional<OpenAI.Responses.ResponseTextConfig>({
    format: fc.oneof(
      fc.constantFrom({ type: 'text' as const }, { type: 'json_object' as const }),
      schema.map(each => ({
        type: 'json_schema' as const,
        name: 'answer',
        schema: { ...each },
        strict: true,
      })),
    ),
    verbosity: fc.constantFrom('low', 'medium', 'high'),
  }),
  top_logprobs: fc.integer({ min: 0, max: 5 }),
  top_p: amount,
  truncation: fc.constantFrom('disabled', 'auto'),
})

export const requests = fc
  .tuple(
    fc.oneof(someText, conversationOf(spoken, called)),
    settings,
    fc.oneof(equipped, fc.constant({})),
    fc.boolean(),
  )
  .map(([said, rest, more, stream]) => ({
    path: '/v1/responses',
    body: {
      ...rest,
      ...more,
      model: 'm',
      input: said,
      stream,
    } satisfies OpenAI.Responses.ResponseCreateParams,
  }))
