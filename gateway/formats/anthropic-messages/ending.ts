import type { JsonRecord } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'

/** Knows how to end a stream that is cut: as the provider does where the most tokens are reached. */
export function createMessagesEnding() {
  let open: unknown
  const event = (type: string, body: object) => encodeSseEvent(type, JSON.stringify({ type, ...body }))
  return {
    see({ type, index }: JsonRecord): void {
      if (type === 'content_block_start') open = index
      if (type === 'content_block_stop') open = undefined
    },
    /** https://docs.anthropic.com/en/docs/build-with-claude/streaming#event-types */
    events(outputTokens: number): string {
      const delta = { stop_reason: 'max_tokens', stop_sequence: null }
      const block = open === undefined ? '' : event('content_block_stop', { index: open })
      const last = event('message_delta', { delta, usage: { output_tokens: outputTokens } })
      return block + last + event('message_stop', {})
    },
  }
}
