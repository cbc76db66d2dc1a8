import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'

/**
 * The events in which one item of the output would have been streamed: it begins empty, is filled by deltas and is
 * done. An item of a kind without deltas is whole from the beginning.
 */
export function itemEvents(item: JsonRecord, output_index: number): readonly JsonRecord[] {
  const place = { item_id: item.id, output_index }
  const { begun, filling } = takenApart(item)
  return [
    { type: 'response.output_item.added', output_index, item: begun },
    ...filling.map(event => ({ ...event, ...place })),
    { type: 'response.output_item.done', output_index, item },
  ]
}

interface TakenApart {
  readonly begun: JsonRecord
  readonly filling: readonly JsonRecord[]
}

function takenApart(item: JsonRecord): TakenApart {
  const { type, arguments: given, input } = item
  if (type === 'message' && Array.isArray(item.content))
    return {
      begun: { ...item, status: 'in_progress', content: [] },
      filling: item.content.filter(isRecord).flatMap(contentEvents),
    }
  if (type === 'reasoning') return reasoningTakenApart(item)
  if (type === 'function_call' && typeof given === 'string')
    return {
      begun: { ...item, status: 'in_progress', arguments: '' },
      filling: [
        { type: 'response.function_call_arguments.delta', delta: given },
        { type: 'response.function_call_arguments.done', name: item.name, arguments: given },
      ],
    }
  if (type === 'custom_tool_call' && typeof input === 'string')
    return {
      begun: { ...item, input: '' },
      filling: [
        { type: 'response.custom_tool_call_input.delta', delta: input },
        { type: 'response.custom_tool_call_input.done', input },
      ],
    }
  return { begun: item, filling: [] }
}

function contentEvents(part: JsonRecord, content_index: number): readonly JsonRecord[] {
  const { text, refusal } = part
  if (typeof refusal === 'string')
    return [
      { type: 'response.content_part.added', content_index, part: { ...part, refusal: '' } },
      { type: 'response.refusal.delta', content_index, delta: refusal },
      { type: 'response.refusal.done', content_index, refusal },
      { type: 'response.content_part.done', content_index, part },
    ]
  const logprobs = Array.isArray(part.logprobs) ? part.logprobs : []
  return [
    { type: 'response.content_part.added', content_index, part: { ...part, text: '' } },
    { type: 'response.output_text.delta', content_index, delta: text, logprobs },
    { type: 'response.output_text.done', content_index, text, logprobs },
    { type: 'response.content_part.done', content_index, part },
  ]
}

function reasoningTakenApart(item: JsonRecord): TakenApart {
  const summary = Array.isArray(item.summary) ? item.summary.filter(isRecord) : []
  const content = Array.isArray(item.content) ? item.content.filter(isRecord) : []
  return {
    begun: { ...item, summary: [], ...(content.length > 0 ? { content: [] } : {}) },
    filling: [
      ...summary.flatMap(summaryEvents),
      ...content.flatMap((part, content_index) => [
        { type: 'response.content_part.added', content_index, part: { ...part, text: '' } },
        { type: 'response.reasoning_text.delta', content_index, delta: part.text },
        { type: 'response.reasoning_text.done', content_index, text: part.text },
        { type: 'response.content_part.done', content_index, part },
      ]),
    ],
  }
}

function summaryEvents(part: JsonRecord, summary_index: number): readonly JsonRecord[] {
  const { text } = part
  return [
    { type: 'response.reasoning_summary_part.added', summary_index, part: { ...part, text: '' } },
    { type: 'response.reasoning_summary_text.delta', summary_index, delta: text },
    { type: 'response.reasoning_summary_text.done', summary_index, text },
    { type: 'response.reasoning_summary_part.done', summary_index, part },
  ]
}
