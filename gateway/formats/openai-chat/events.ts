// Converts a whole chat completion to the chunks that its provider would have streamed.
import { isRecord, type JsonRecord, parseExactJson } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'

/**
 * The chunks, including [DONE]: https://platform.openai.com/docs/api-reference/chat-streaming. If `usageAsked` is true,
 * the last chunk contains the usage. Undefined if the text is not a chat completion.
 */
export function chatEvents(text: string, usageAsked: boolean): string | undefined {
  const answer = parseExactJson(text)
  if (!isRecord(answer) || !Array.isArray(answer.choices) || isRecord(answer.error)) return undefined
  const { choices, usage, ...head } = answer
  const chunk = (inside: readonly JsonRecord[], counts: unknown) => {
    const reported = usageAsked ? { usage: counts } : {}
    const body = { ...head, object: 'chat.completion.chunk', choices: inside, ...reported }
    return encodeSseEvent(undefined, JSON.stringify(body))
  }
  const said = choices.filter(isRecord).flatMap(stepsOf)
  const chunks = said.map(step => chunk([step], null))
  if (usageAsked && usage !== undefined) chunks.push(chunk([], usage))
  return chunks.join('') + encodeSseEvent(undefined, '[DONE]')
}

/** The steps in which one choice would have been streamed: its role, its content, its tool calls and its end. */
function stepsOf(choice: JsonRecord, place: number): readonly JsonRecord[] {
  const { message, finish_reason: reason, logprobs = null, index = place, ...rest } = choice
  const {
    role = 'assistant',
    content = null,
    tool_calls: calls,
    ...others
  } = isRecord(message) ? message : {}
  const step = (delta: JsonRecord, more: JsonRecord = {}): JsonRecord => ({
    index,
    delta,
    logprobs: null,
    finish_reason: null,
    ...more,
  })
  const says = withoutNulls({ content, ...others })
  return [
    step({ role, content: content === null ? null : '' }),
    ...(Object.keys(says).length > 0 ? [step(says, { logprobs })] : []),
    ...(Array.isArray(calls) ? calls.filter(isRecord) : []).map((call, at) =>
      step({ tool_calls: [{ index: at, ...call }] }),
    ),
    step({}, { ...rest, finish_reason: typeof reason === 'string' ? reason : 'stop' }),
  ]
}

function withoutNulls(record: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))
}
