import type { MessageCreateParams } from '@anthropic-ai/sdk/resources/messages'
import type { Conversation, Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import type { TranslationTarget } from '../../../../gateway/chat/translation.ts'
import { writeRequest } from '../../../../gateway/formats/anthropic-messages/write-request.ts'

export const newer = 'claude-opus-4-8'
export const older = 'claude-sonnet-4-5'

export const said = (role: Turn['role'], ...parts: readonly (Part | string)[]): Turn => ({
  role,
  parts: parts.map(part => (typeof part === 'string' ? { type: 'text', text: part } : part)),
})
export const call = (id: string, args = '{}'): Part => ({
  type: 'tool-call',
  id,
  name: 'read',
  arguments: args,
})
export const result = (callId: string, text = 'ok'): Part => ({
  ...{ type: 'tool-result', callId, isError: false },
  content: [{ type: 'text', text }],
})
export const hi = said('user', 'Hi')
export const tool = { name: 'read', parameters: { type: 'object', properties: {} } }
export const base: Conversation = { stream: false, turns: [hi], tools: [] }

/** What is written for a model, and the paths in the receipt. */
export function write(
  conversation: Partial<Conversation>,
  model = newer,
  target: Partial<TranslationTarget> = {},
) {
  const receipt = new Receipt()
  const written = writeRequest({ ...base, ...conversation }, { ...target, model }, receipt)
  const paths = (entries: Receipt['dropped']) => entries.map(({ path }) => path)
  const body = written.body as unknown as MessageCreateParams
  return { ...written, body, dropped: paths(receipt.dropped), changed: paths(receipt.changed) }
}
