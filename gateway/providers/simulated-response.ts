// Writes the sandbox's answer as a response: https://platform.openai.com/docs/api-reference/responses
import type { JsonRecord } from '../bytes/json-value.ts'

interface Reply {
  readonly atMs: number
  readonly id: string
  readonly words: readonly string[]
  readonly cut: boolean
  readonly inputTokens: number
}

type NamedEvent = readonly [event: string, data: JsonRecord, paced: boolean]

/** The whole response, and the same as the events of a stream. */
export function simulatedResponse(
  reply: Reply,
  model: string,
): { whole: JsonRecord; events: readonly NamedEvent[] } {
  const status = reply.cut ? 'incomplete' : 'completed'
  const text = reply.words.join('')
  const part = (said: string) => ({ type: 'output_text', text: said, annotations: [], logprobs: [] })
  const id = `msg_${reply.id}`
  const item = { id, type: 'message', role: 'assistant' }
  const whole = {
    ...headOf(reply, model),
    status,
    incomplete_details: reply.cut ? { reason: 'max_output_tokens' } : null,
    output: [{ ...item, status, content: [part(text)] }],
    usage: usageOf(reply),
  }
  const begun = {
    ...headOf(reply, model),
    status: 'in_progress',
    incomplete_details: null,
    output: [],
    usage: null,
  }
  const place = { item_id: id, output_index: 0, content_index: 0 }
  const steps: readonly (readonly [type: string, rest: JsonRecord, paced?: boolean])[] = [
    ['response.created', { response: begun }],
    ['response.in_progress', { response: begun }],
    [
      'response.output_item.added',
      { output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    ],
    ['response.content_part.added', { ...place, part: part('') }],
    ...reply.words.map(
      word => ['response.output_text.delta', { ...place, delta: word, logprobs: [] }, true] as const,
    ),
    ['response.output_text.done', { ...place, text, logprobs: [] }],
    ['response.content_part.done', { ...place, part: part(text) }],
    ['response.output_item.done', { output_index: 0, item: { ...item, status, content: [part(text)] } }],
    [`response.${status}`, { response: whole }],
  ]
  const events = steps.map(
    ([type, rest, paced = false], sequence_number): NamedEvent => [
      type,
      { type, sequence_number, ...rest },
      paced,
    ],
  )
  return { whole, events }
}

function headOf({ atMs, id }: Reply, model: string): JsonRecord {
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: Math.floor(atMs / 1000),
    model,
    error: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: true,
    temperature: null,
    top_p: null,
    tool_choice: 'auto',
    tools: [],
  }
}

function usageOf({ inputTokens, words }: Reply): JsonRecord {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: words.length,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + words.length,
  }
}
