import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'
import type { AnswerEnding } from '../format.ts'

export function createChatEnding(): AnswerEnding {
  let head: JsonRecord = {}
  const open = new Set<number>()
  return {
    see(chunk) {
      const { id, object, created, model } = chunk
      head = { id, object, created, model }
      for (const choice of Array.isArray(chunk.choices) ? chunk.choices.filter(isRecord) : []) {
        if (typeof choice.index !== 'number') continue
        if (typeof choice.finish_reason === 'string') open.delete(choice.index)
        else open.add(choice.index)
      }
    },
    /** https://platform.openai.com/docs/api-reference/chat-streaming/streaming#choices-finish_reason */
    events() {
      const choices = [...open].map(index => ({ index, delta: {}, finish_reason: 'length' }))
      const last = encodeSseEvent(undefined, JSON.stringify({ ...head, choices }))
      return last + encodeSseEvent(undefined, '[DONE]')
    },
  }
}
