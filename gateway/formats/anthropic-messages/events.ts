// Converts a whole message to the events that its provider would have streamed.
import { isRecord, type JsonRecord, parseExactJson } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'

/**
 * The events from `message_start` to `message_stop`: https://docs.anthropic.com/en/docs/build-with-claude/streaming.
 * Undefined if the text is not a message.
 */
export function messageEvents(text: string): string | undefined {
  const message = parseExactJson(text)
  if (!isRecord(message) || !Array.isArray(message.content) || message.type === 'error') return undefined
  const { content, stop_reason = 'end_turn', stop_sequence = null, usage, ...head } = message
  const counts = isRecord(usage) ? usage : {}
  const begun = {
    ...head,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...counts, output_tokens: 0 },
  }
  const ends = Object.fromEntries(
    Object.entries(head).filter(([name]) => name === 'container' || name === 'stop_details'),
  )
  return [
    event('message_start', { message: begun }),
    ...content.filter(isRecord).flatMap((block, index) => eventsOf(block, index)),
    event('message_delta', { delta: { ...ends, stop_reason, stop_sequence }, usage: counts }),
    event('message_stop', {}),
  ].join('')
}

/** A block begins empty and is filled by deltas. A block of a kind without deltas is whole from the beginning. */
function eventsOf(block: JsonRecord, index: number): readonly string[] {
  const { begun, deltas } = takeApart(block)
  return [
    event('content_block_start', { index, content_block: begun }),
    ...deltas.map(delta => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ]
}

interface TakenApart {
  readonly begun: JsonRecord
  readonly deltas: readonly JsonRecord[]
}

function takeApart(block: JsonRecord): TakenApart {
  const { type, text, thinking, signature, citations, input } = block
  if (type === 'text' && typeof text === 'string') {
    const cited = Array.isArray(citations) ? citations : []
    const begun = { ...block, text: '', ...(cited.length > 0 ? { citations: [] } : {}) }
    const quoted = cited.map(citation => ({ type: 'citations_delta', citation }))
    return { begun, deltas: [...quoted, { type: 'text_delta', text }] }
  }
  if (type === 'thinking' && typeof thinking === 'string') {
    const signed = typeof signature === 'string' ? [{ type: 'signature_delta', signature }] : []
    const begun = { ...block, thinking: '', ...(signed.length > 0 ? { signature: '' } : {}) }
    return { begun, deltas: [{ type: 'thinking_delta', thinking }, ...signed] }
  }
  // This covers calls of every kind of tool: tool_use, server_tool_use and mcp_tool_use.
  if (isRecord(input)) {
    const partial_json = JSON.stringify(input)
    return { begun: { ...block, input: {} }, deltas: [{ type: 'input_json_delta', partial_json }] }
  }
  return { begun: block, deltas: [] }
}

function event(type: string, body: JsonRecord): string {
  return encodeSseEvent(type, JSON.stringify({ type, ...body }))
}
