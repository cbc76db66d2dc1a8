import type { Conversation, Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { readConversation } from '../../../../gateway/formats/openai-chat/read-conversation.ts'

const head = { path: '/v1/chat/completions', query: '', headers: {} }

/** Reads a request with these members, which asks a question unless it has messages of its own. */
export function read(body: object): { readonly conversation: Conversation; readonly receipt: Receipt } {
  const receipt = new Receipt()
  const whole = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...body }
  return { conversation: readConversation({ head, body: whole }, receipt), receipt }
}

export const turnsOf = (...messages: object[]): readonly Turn[] => read({ messages }).conversation.turns
export const partsOf = (content: unknown): readonly Part[] | undefined =>
  turnsOf({ role: 'user', content })[0]?.parts
export const droppedOf = (body: object) => read(body).receipt.dropped.map(({ path }) => path)
export const changedOf = (body: object) => read(body).receipt.changed.map(({ path }) => path)
