import type { Conversation, Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { writeRequest } from '../../../../gateway/formats/openai-chat/write-request.ts'

export const hi: Turn = { role: 'user', parts: [{ type: 'text', text: 'Hi' }] }

export function write(conversation: Partial<Conversation>, model = 'some-model') {
  const receipt = new Receipt()
  const written = writeRequest({ stream: false, turns: [hi], tools: [], ...conversation }, { model }, receipt)
  return {
    ...written,
    body: JSON.parse(JSON.stringify(written.body)) as Record<string, unknown>,
    dropped: receipt.dropped.map(({ path }) => path),
    changed: receipt.changed.map(({ path }) => path),
  }
}

export const messagesOf = (...turns: Turn[]) => write({ turns }).body.messages
export const call = (id: string, name = 'look'): Part => ({ type: 'tool-call', id, name, arguments: '{}' })
export const result = (callId: string, text = 'seen'): Part => ({
  type: 'tool-result',
  callId,
  name: 'look',
  content: [{ type: 'text', text }],
  isError: false,
})
export const picture = {
  type: 'image',
  source: { type: 'data', mediaType: 'image/png', base64: 'AAAA' },
} as const
export const sent = (id: string, name = 'look') => ({
  id,
  type: 'function',
  function: { name, arguments: '{}' },
})
export const looks = { name: 'look', parameters: { type: 'object', properties: {} } }
