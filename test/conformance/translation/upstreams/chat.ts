// https://platform.openai.com/docs/api-reference/chat
import type OpenAI from 'openai'
import { type Said, usage } from '../question.ts'
import { json, sse, type Upstream } from '../upstream.ts'

type Params = OpenAI.ChatCompletionCreateParams

const finishes = { stop: 'stop', length: 'length', calls: 'tool_calls', filtered: 'content_filter' } as const
const reported = {
  prompt_tokens: usage.input,
  completion_tokens: usage.output,
  total_tokens: usage.input + usage.output,
}
const head = { id: 'chatcmpl-1', created: 1_760_000_000, model: 'chat-model-1' }

const callOf = ({ id, name, input }: NonNullable<Said['calls']>[number]) => ({
  id,
  type: 'function' as const,
  function: { name, arguments: JSON.stringify(input) },
})

export const upstream: Upstream = {
  name: 'chat completions',
  format: 'openai-chat',
  // A compatible server may speak responses too, and this one speaks nothing else.
  kind: 'deepinfra',
  basePath: '/v1',
  model: 'chat-model-1',
  cannot: {
    ownSeal: 'Nothing in the provider’s format is sealed.',
    keptSeal: 'Nothing in the provider’s format is sealed.',
  },

  answer(said, stream) {
    if (!stream) {
      const message = {
        role: 'assistant',
        content: said.text?.join('') ?? null,
        refusal: said.refusal ?? null,
        ...(said.reasoning !== undefined && { reasoning_content: said.reasoning }),
        ...(said.calls && { tool_calls: said.calls.map(callOf) }),
      }
      const choice = { index: 0, message, logprobs: null, finish_reason: finishes[said.finish] }
      return json({ ...head, object: 'chat.completion', choices: [choice], usage: reported })
    }
    const chunk = (delta: object, finish: string | null = null) =>
      `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })}\n\n`
    const calls = (said.calls ?? []).flatMap((call, index) => {
      const { function: called, ...rest } = callOf(call)
      const half = Math.ceil(called.arguments.length / 2)
      return [
        chunk({ tool_calls: [{ index, ...rest, function: { name: called.name, arguments: '' } }] }),
        chunk({ tool_calls: [{ index, function: { arguments: called.arguments.slice(0, half) } }] }),
        chunk({ tool_calls: [{ index, function: { arguments: called.arguments.slice(half) } }] }),
      ]
    })
    return sse([
      chunk({ role: 'assistant', content: '' }),
      ...(said.reasoning === undefined ? [] : [chunk({ reasoning_content: said.reasoning })]),
      ...(said.text ?? []).map(content => chunk({ content })),
      ...(said.refusal === undefined ? [] : [chunk({ refusal: said.refusal })]),
      ...calls,
      chunk({}, finishes[said.finish]),
      `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [], usage: reported })}\n\n`,
      'data: [DONE]\n\n',
    ])
  },

  failure: (status, message) =>
    json({ error: { message, type: 'provider_error', param: null, code: null } }, status),

  see(text) {
    const { messages, tools = [], response_format: format, ...rest } = JSON.parse(text) as Params
    const partsOf = (content: unknown) =>
      (Array.isArray(content)
        ? content
        : [{ type: 'text', text: content ?? '' }]) as OpenAI.ChatCompletionContentPart[]
    const texts = (content: unknown) =>
      partsOf(content).flatMap(part => (part.type === 'text' && part.text !== '' ? part.text : []))
    const isSystem = ({ role }: OpenAI.ChatCompletionMessageParam) =>
      role === 'system' || role === 'developer'
    const calls = messages.flatMap(message =>
      message.role === 'assistant' ? (message.tool_calls ?? []) : [],
    )
    const results = messages.filter(message => message.role === 'tool')
    return {
      system: messages
        .filter(isSystem)
        .flatMap(({ content }) => texts(content))
        .join('\n'),
      texts: messages.flatMap(message =>
        isSystem(message) || message.role === 'tool' ? [] : texts(message.content),
      ),
      pictures: messages.flatMap(({ content }) =>
        partsOf(content).flatMap(part =>
          part.type === 'image_url' ? part.image_url.url.replace(/^data:image\/png;base64,/, '') : [],
        ),
      ),
      tools: tools.flatMap(tool => (tool.type === 'function' ? tool.function.name : [])),
      calls: calls.flatMap(call =>
        call.type === 'function'
          ? { name: call.function.name, input: JSON.parse(call.function.arguments) }
          : [],
      ),
      results: results.flatMap(({ content }) => texts(content)),
      isPaired: calls.every(({ id }) => results.filter(each => each.tool_call_id === id).length === 1),
      seals: [],
      stop: [rest.stop ?? []].flat(),
      hasSchema: format?.type === 'json_schema',
      maxTokens: rest.max_completion_tokens ?? rest.max_tokens ?? undefined,
    }
  },
}
