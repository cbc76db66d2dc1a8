import { isRecord } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'
import type { AskedUsage } from '../../chat/cache-facts.ts'
import { usageOf } from './write-usage.ts'

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options */
export const askedUsage: AskedUsage = {
  isItsEvent: ({ choices, usage }) => Array.isArray(choices) && choices.length === 0 && isRecord(usage),
  eventOf(tokens, { choices: _, usage: __, obfuscation: ___, ...head }) {
    return encodeSseEvent(undefined, JSON.stringify({ ...head, choices: [], usage: usageOf(tokens) }))
  },
  addTo: (whole, tokens) => (isRecord(whole.usage) ? whole : { ...whole, usage: usageOf(tokens) }),
}
