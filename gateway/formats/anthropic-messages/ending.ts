import { encodeSseEvent } from '../../bytes/sse.ts'
import type { AnswerEnding } from '../format.ts'

export function createMessagesEnding(): AnswerEnding {
  let open: unknown
  const event = (type: string, body: object) => encodeSseEvent(type, JSON.stringify({ type, ...body }))
  return {
    see({ type, index }) {
      if (type === 'content_block_start') open = index
      if (type === 'content_block_stop') open = undefined
    },
    /** https://docs.anthropic.com/en/docs/build-with-claude/streaming#event-types */
    events(outputTokens) {
      const delta = { stop_reason: 'max_tokens', stop_sequence: null }
      const block = open === undefined ? '' : event('content_block_stop', { index: open })
      const last = event('message_delta', { delta, usage: { output_tokens: outputTokens } })
      return block + last + event('message_stop', {})
    },
  }
}
