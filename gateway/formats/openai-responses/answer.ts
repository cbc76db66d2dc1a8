import { isRecord, type JsonRecord, parseJson } from '../../bytes/json-value.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import { asTheNumbersSay, type UsageReporting } from '../../chat/usage-reporting.ts'
import type { FrameKind, StreamMeter } from '../format.ts'
import { createItemTexts } from './item-texts.ts'
import { readResponsesUsage } from './usage.ts'
import { writtenIn } from './written-text.ts'

export function readResponse(
  answer: unknown,
  reporting: UsageReporting = asTheNumbersSay,
): { usage: ReportedUsage; text: string } {
  const response = isRecord(answer) ? answer : {}
  const output = Array.isArray(response.output) ? response.output : []
  return {
    usage: readResponsesUsage(response, true, reporting),
    text: output.map(writtenIn).join(''),
  }
}

/**
 * The events are described at https://platform.openai.com/docs/api-reference/responses-streaming. Every event is read
 * in full: because each has its own number, no two of them have the same bytes around their text.
 */
export function createResponsesMeter(
  onText: (text: string) => void,
  reporting: UsageReporting = asTheNumbersSay,
  onEvent?: (event: JsonRecord) => void,
): StreamMeter {
  /** The response in the last event. */
  let response: JsonRecord | undefined
  let end: 'response.completed' | 'response.incomplete' | 'response.failed' | 'error' | undefined
  /** The finished items, without what they say or found. */
  const calls: JsonRecord[] = []
  const texts = createItemTexts(onText)

  function readEvent(data: string): FrameKind {
    const event = parseJson(data)
    if (!isRecord(event)) return 'other'
    onEvent?.(event)
    const { type } = event
    switch (type) {
      case 'response.output_item.added':
        return texts.begin(event)
      case 'response.output_item.done':
        if (isRecord(event.item)) calls.push(callOf(event.item))
        return texts.finish(event)
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        if (isRecord(event.response)) response = event.response
        end = type
        return 'other'
      case 'error':
        end = type
        return 'other'
    }
    if (opening.has(type)) return 'preamble'
    return isDelta(type) ? texts.add(event) : 'other'
  }

  return {
    read({ data, omittedBytes }) {
      if (data === undefined) return omittedBytes > 0 ? 'other' : 'preamble'
      return readEvent(data)
    },
    usage() {
      const output = Array.isArray(response?.output) && response.output.length > 0 ? response.output : calls
      const isReported = response !== undefined
      return readResponsesUsage({ ...response, output }, isReported, reporting)
    },
    ended: () => end !== undefined,
    failed: () => end === 'response.failed' || end === 'error',
    readAll: () => {},
  }
}

function callOf({ type, action, environment }: JsonRecord): JsonRecord {
  return { type, action, environment }
}

/** Events that announce an answer and contain none of it. */
const opening: ReadonlySet<unknown> = new Set([
  'response.created',
  'response.queued',
  'response.in_progress',
  'response.content_part.added',
  'response.reasoning_summary_part.added',
  'keepalive',
])

/** True for pieces of text. Sound does not count, but the words of its transcript do. */
function isDelta(type: unknown): boolean {
  return typeof type === 'string' && type.endsWith('.delta') && type !== 'response.audio.delta'
}
