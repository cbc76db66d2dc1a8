// A whole response as the events that its provider would have streamed.
import { isRecord, type JsonRecord, parseExactJson, parseJson, textOf } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'
import { itemEvents } from './item-events.ts'

/**
 * https://platform.openai.com/docs/api-reference/responses-streaming, from `response.created` to the event of the status that it
 * ended with. Undefined where the text is no response.
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
 * https://platform.openai.com/docs/api-reference/responses-streaming/response/failed. Coding agents read that event, and know by
 * its code whether to ask again; the official clients raise one that has a member `error`. So this has both.
 */
export function responseErrorEvent(body: string): string {
  const parsed = parseJson(body)
  const given = isRecord(parsed) ? parsed : {}
  const error = isRecord(given.error) ? given.error : { ...given, message: textOf(given.message) || body }
  const message = textOf(error.message) || body
  const code = textOf(error.code) || textOf(error.type) || 'server_error'
  // Nobody who sends it knows how many events came before; the clients only ask that there be a number.
  const event = {
    type: 'response.failed',
    sequence_number: 0,
    response: { ...unbegun, error: { code, message } },
    error,
  }
  return encodeSseEvent(event.type, JSON.stringify(event))
}

/** A response of which nothing came: what clients with types insist on. */
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
