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
 * https://platform.openai.com/docs/api-reference/responses-streaming/error. What is said stands beside the type, as it is
 * documented, and in a member `error` as well, where the official clients look first.
 */
export function responseErrorEvent(body: string): string {
  const parsed = parseJson(body)
  const given = isRecord(parsed) ? parsed : {}
  const error = isRecord(given.error) ? given.error : { ...given, message: textOf(given.message) || body }
  const { message = body, code = null, param = null } = error
  // Nobody who sends it knows how many events came before; the clients only ask that there be a number.
  const event = { type: 'error', sequence_number: 0, code, message, param, error }
  return encodeSseEvent('error', JSON.stringify(event))
}
