// Converts a whole response to the events that its provider would have streamed.
import { isRecord, type JsonRecord, parseExactJson, parseJson, textOf } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'
import { itemEvents } from './item-events.ts'

/**
 * The events from `response.created` to the one for the status that the response ended with. Undefined if the text is
 * not a response. https://platform.openai.com/docs/api-reference/responses-streaming
 */
export function responseEvents(text: string): string | undefined {
  const response = parseExactJson(text)
  if (!isRecord(response) || !Array.isArray(response.output)) return undefined
  const begun = {
    ...response,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    output: [],
    usage: null,
  }
  const events: readonly JsonRecord[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...response.output.filter(isRecord).flatMap(itemEvents),
    { type: endOf(response), response },
  ]
  return events
    .map(({ type, ...rest }, sequence_number) =>
      encodeSseEvent(String(type), JSON.stringify({ type, sequence_number, ...rest })),
    )
    .join('')
}

function endOf({ status }: JsonRecord): string {
  return status === 'incomplete' || status === 'failed' ? `response.${status}` : 'response.completed'
}

/**
 * Makes an event that all clients treat as an error. Coding agents read `response.failed`, and its code tells them
 * whether to ask again. The official clients instead look for a member `error`, so the event has both.
 * https://platform.openai.com/docs/api-reference/responses-streaming/response/failed
 */
export function responseErrorEvent(body: string): string {
  const parsed = parseJson(body)
  const given = isRecord(parsed) ? parsed : {}
  const error = isRecord(given.error) ? given.error : { ...given, message: textOf(given.message) || body }
  const message = textOf(error.message) || body
  const code = textOf(error.code) || textOf(error.type) || 'server_error'
  // The number of events sent before is not known here. Clients only require that there is a number.
  const event = {
    type: 'response.failed',
    sequence_number: 0,
    response: { ...unbegun, error: { code, message } },
    error,
  }
  return encodeSseEvent(event.type, JSON.stringify(event))
}

/** A response without any content. It has the members that typed clients require. */
const unbegun = {
  id: '',
  object: 'response',
  created_at: 0,
  status: 'failed',
  incomplete_details: null,
  instructions: null,
  metadata: null,
  model: '',
  output: [],
  parallel_tool_calls: true,
  temperature: null,
  tool_choice: 'auto',
  tools: [],
  top_p: null,
  usage: null,
}
