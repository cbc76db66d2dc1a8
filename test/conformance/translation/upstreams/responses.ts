// https://platform.openai.com/docs/api-reference/responses and /responses-streaming
import type OpenAI from 'openai'
import { type Said, usage } from '../question.ts'
import { json, sse, type Upstream } from '../upstream.ts'

type Params = OpenAI.Responses.ResponseCreateParams

function itemsOf({ calls = [], reasoning, refusal, signature, text }: Said) {
  return [
    ...(reasoning === undefined
      ? []
      : [
          {
            type: 'reasoning',
            id: 'rs_1',
            summary: [{ type: 'summary_text', text: reasoning }],
            encrypted_content: signature ?? 'sealed',
          },
        ]),
    ...(text
      ? [
          {
            type: 'message',
            id: 'msg_1',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: text.join(''), annotations: [], logprobs: [] }],
          },
        ]
      : []),
    ...(refusal === undefined
      ? []
      : [
          {
            type: 'message',
            id: 'msg_2',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'refusal', refusal }],
          },
        ]),
    ...calls.map(({ id, input, name }, index) => ({
      type: 'function_call',
      id: `fc_${index}`,
      call_id: id,
      name,
      arguments: JSON.stringify(input),
      status: 'completed',
    })),
  ]
}

function responseOf(said: Said, output: readonly object[], status: string) {
  const isCut = said.finish === 'length' || said.finish === 'filtered'
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_760_000_000,
    model: 'gpt-4o-mini',
    status: status === 'completed' && isCut ? 'incomplete' : status,
    error: null,
    incomplete_details: isCut
      ? { reason: said.finish === 'length' ? 'max_output_tokens' : 'content_filter' }
      : null,
    output,
    parallel_tool_calls: true,
    tools: [],
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: usage.input + usage.output,
    },
  }
}

export const upstream: Upstream = {
  name: 'responses',
  format: 'openai-responses',
  kind: 'openai',
  basePath: '/v1',
  model: 'gpt-4o-mini',
  cannot: { stop: 'The provider’s format has no stop sequences.' },

  answer(said, stream) {
    const items = itemsOf(said)
    const whole = responseOf(said, items, 'completed')
    if (!stream) return json(whole)
    let sequence = 0
    const event = (type: string, rest: object) =>
      `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...rest })}\n\n`
    const begun = { ...responseOf(said, [], 'in_progress'), usage: null, incomplete_details: null }
    return sse([
      event('response.created', { response: begun }),
      event('response.in_progress', { response: begun }),
      ...items.flatMap((item, output_index) => eventsOf(item, output_index, said, event)),
      event(whole.status === 'incomplete' ? 'response.incomplete' : 'response.completed', {
        response: whole,
      }),
    ])
  },

  failure: (status, message) =>
    json({ error: { message, type: 'provider_error', param: null, code: null } }, status),

  see(text) {
    const body = JSON.parse(text) as Params
    const input =
      typeof body.input === 'string' ? [{ role: 'user' as const, content: body.input }] : (body.input ?? [])
    const messages = input.flatMap(item => ('role' in item && 'content' in item ? item : []))
    const partsOf = (content: unknown) =>
      (typeof content === 'string' ? [{ type: 'input_text', text: content }] : content) as {
        type: string
        text?: string
        image_url?: string
      }[]
    const textsOf = (content: unknown) => partsOf(content).flatMap(({ text: said }) => said ?? [])
    const isSystem = ({ role }: { readonly role: string }) => role === 'system' || role === 'developer'
    const calls = input.flatMap(item => (item.type === 'function_call' ? item : []))
    const results = input.flatMap(item => (item.type === 'function_call_output' ? item : []))
    return {
      system: [body.instructions ?? [], ...messages.filter(isSystem).map(({ content }) => textsOf(content))]
        .flat()
        .join('\n'),
      texts: messages.flatMap(message => (isSystem(message) ? [] : textsOf(message.content))),
      pictures: messages.flatMap(({ content }) =>
        partsOf(content).flatMap(({ image_url: url }) => url?.replace(/^data:image\/png;base64,/, '') ?? []),
      ),
      tools: (body.tools ?? []).flatMap(tool => (tool.type === 'function' ? tool.name : [])),
      calls: calls.map(call => ({ name: call.name, input: JSON.parse(call.arguments) })),
      results: results.flatMap(({ output }) => textsOf(output)),
      isPaired: calls.every(({ call_id: id }) => results.filter(each => each.call_id === id).length === 1),
      seals: input.flatMap(item => (item.type === 'reasoning' ? (item.encrypted_content ?? []) : [])),
      stop: [],
      hasSchema: body.text?.format?.type === 'json_schema',
      maxTokens: body.max_output_tokens ?? undefined,
    }
  },
}

type Item = ReturnType<typeof itemsOf>[number]

function eventsOf(
  item: Item,
  output_index: number,
  said: Said,
  event: (type: string, rest: object) => string,
): readonly string[] {
  const at = { item_id: item.id, output_index }
  const added = (empty: object) =>
    event('response.output_item.added', { output_index, item: { ...item, ...empty } })
  const done = event
  if ('summary' in item) {
    const [part] = item.summary
    const place = { ...at, summary_index: 0 }
    return [
      added({ summary: [], encrypted_content: '' }),
      event('response.reasoning_summary_part.added', { ...place, part: { ...part, text: '' } }),
      event('response.reasoning_summary_text.delta', { ...place, delta: part?.text }),
      event('response.reasoning_summary_text.done', { ...place, text: part?.text }),
      event('response.reasoning_summary_part.done', { ...place, part }),
      done('response.output_item.done', { output_index, item }),
    ]
  }
  if ('content' in item) {
    const [part] = item.content
    const place = { ...at, content_index: 0 }
    if (part && 'refusal' in part) {
      const { refusal } = part
      return [
        added({ status: 'in_progress', content: [] }),
        event('response.content_part.added', { ...place, part: { ...part, refusal: '' } }),
        event('response.refusal.delta', { ...place, delta: refusal }),
        event('response.refusal.done', { ...place, refusal }),
        event('response.content_part.done', { ...place, part }),
        done('response.output_item.done', { output_index, item }),
      ]
    }
    return [
      added({ status: 'in_progress', content: [] }),
      event('response.content_part.added', { ...place, part: { ...part, text: '' } }),
      ...(said.text ?? []).map(delta =>
        event('response.output_text.delta', { ...place, delta, logprobs: [] }),
      ),
      event('response.output_text.done', { ...place, text: part?.text, logprobs: [] }),
      event('response.content_part.done', { ...place, part }),
      done('response.output_item.done', { output_index, item }),
    ]
  }
  return [
    added({ status: 'in_progress', arguments: '' }),
    event('response.function_call_arguments.delta', { ...at, delta: item.arguments }),
    event('response.function_call_arguments.done', { ...at, name: item.name, arguments: item.arguments }),
    done('response.output_item.done', { output_index, item }),
  ]
}
