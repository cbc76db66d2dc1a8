import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'
import type { AnswerEnding } from '../format.ts'

interface SeenItem {
  readonly item: JsonRecord
  /** The parts of an unfinished item, with the text that each has so far. Empty once the item is finished. */
  readonly parts: Map<number, { readonly part: JsonRecord; text: string }>
  readonly isDone: boolean
}

/**
 * Keeps what the end of a stream repeats: the finished items, and what an unfinished message has said. An unfinished
 * call of a tool is not repeated, so that nobody runs half a call.
 */
export function createResponsesEnding(): AnswerEnding {
  let response: JsonRecord = {}
  let sequenceNumber = -1
  const items = new Map<number, SeenItem>()

  return {
    see(event) {
      const { type, sequence_number: number, item } = event
      if (typeof number === 'number') sequenceNumber = number
      if (isRecord(event.response)) response = event.response
      const index = numberOf(event.output_index)
      if (type === 'response.output_item.added' && isRecord(item))
        items.set(index, { item, parts: new Map(), isDone: false })
      if (type === 'response.output_item.done' && isRecord(item))
        items.set(index, { item, parts: new Map(), isDone: true })
      seePart(event, items.get(index))
    },

    /** https://platform.openai.com/docs/api-reference/responses-streaming/response/incomplete */
    events(outputTokens, inputTokens) {
      const closing: JsonRecord[] = []
      const output: JsonRecord[] = []
      for (const [output_index, { item, parts, isDone }] of items) {
        if (!isDone && item.type !== 'message') continue
        const whole = isDone
          ? item
          : { ...item, status: 'incomplete', content: [...parts.values()].map(said) }
        output.push(whole)
        if (isDone) continue
        const place = { item_id: item.id, output_index }
        for (const [content_index, part] of parts)
          closing.push(...endOfPart(said(part), { ...place, content_index }))
        closing.push({ type: 'response.output_item.done', output_index, item: whole })
      }
      const ended = {
        ...response,
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        output,
        usage: usageOf(inputTokens, outputTokens),
      }
      closing.push({ type: 'response.incomplete', response: ended })
      return closing
        .map(({ type, ...rest }) => {
          sequenceNumber++
          return encodeSseEvent(
            String(type),
            JSON.stringify({ type, sequence_number: sequenceNumber, ...rest }),
          )
        })
        .join('')
    },
  }
}

function seePart(event: JsonRecord, seen: SeenItem | undefined): void {
  if (!seen || seen.isDone) return
  const { type, part, delta } = event
  const index = numberOf(event.content_index)
  if (type === 'response.content_part.added' && isRecord(part))
    seen.parts.set(index, { part, text: textOf(part.text) + textOf(part.refusal) })
  if (type !== 'response.output_text.delta' && type !== 'response.refusal.delta') return
  const open = seen.parts.get(index)
  if (open) open.text += textOf(delta)
}

function said({ part, text }: { readonly part: JsonRecord; readonly text: string }): JsonRecord {
  return part.type === 'refusal' ? { ...part, refusal: text } : { ...part, text }
}

function endOfPart(part: JsonRecord, place: JsonRecord): readonly JsonRecord[] {
  const ended =
    part.type === 'refusal'
      ? { type: 'response.refusal.done', ...place, refusal: part.refusal }
      : { type: 'response.output_text.done', ...place, text: part.text, logprobs: [] }
  return [ended, { type: 'response.content_part.done', ...place, part }]
}

/** Contains the gateway's own counts, because the provider would have sent its counts only later. */
function usageOf(inputTokens: number, outputTokens: number): JsonRecord {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + outputTokens,
  }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
