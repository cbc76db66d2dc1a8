import type { JsonRecord } from '../../../../gateway/bytes/json-value.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { readConversation } from '../../../../gateway/formats/anthropic-messages/read-conversation.ts'

const head = { path: '/v1/messages', query: '', headers: {} }

/** What is read from a request, and the paths in the receipt. */
export function read(body: JsonRecord) {
  const receipt = new Receipt()
  const conversation = readConversation({ head, body }, receipt)
  const paths = (entries: Receipt['dropped']) => entries.map(({ path }) => path)
  return { conversation, dropped: paths(receipt.dropped), changed: paths(receipt.changed) }
}

export const basic = { model: 'm', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] }
export const only = (content: readonly unknown[], role = 'user') => ({
  ...basic,
  messages: [{ role, content }],
})
export const partsOf = (body: JsonRecord) => read(body).conversation.turns.flatMap(turn => turn.parts)
