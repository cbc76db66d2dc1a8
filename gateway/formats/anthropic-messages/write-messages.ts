import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { pairCalls, type WrittenMessage } from './pair-calls.ts'
import { writeBlocks } from './write-blocks.ts'

export interface WrittenTurns {
  readonly system: readonly JsonRecord[]
  readonly messages: readonly WrittenMessage[]
}

/** Instructions before the first turn are the system's, later ones stay where they are, as a user's. */
export function writeTurns({ turns }: Conversation, receipt: Receipt): WrittenTurns {
  const system: JsonRecord[] = []
  const messages: { role: 'user' | 'assistant'; content: JsonRecord[] }[] = []
  turns.forEach((turn, index) => {
    const path = `messages[${index}]`
    if (turn.name !== undefined) receipt.drop(`${path}.name`, 'The provider has no names of speakers.')
    const isInstruction = turn.role === 'system' || turn.role === 'developer'
    const blocks = writeBlocks(turn, path, receipt)
    if (isInstruction && messages.length === 0) {
      if (turn.role === 'developer') receipt.change(`${path}.role`, 'A developer speaks as the system.')
      for (const block of onlyText(blocks, path, receipt)) system.push(block)
      return
    }
    if (isInstruction) receipt.change(path, 'Later instructions are a turn of the user, at their place.')
    const role = turn.role === 'assistant' ? 'assistant' : 'user'
    const last = messages.at(-1)
    if (last?.role !== role) messages.push({ role, content: [...blocks] })
    else for (const block of blocks) last.content.push(block)
  })
  return { system, messages: completed(messages, receipt) }
}

function onlyText(blocks: readonly JsonRecord[], path: string, receipt: Receipt): readonly JsonRecord[] {
  const texts = blocks.filter(block => block.type === 'text')
  if (texts.length < blocks.length) receipt.lose(`${path}.content`, 'Instructions have only text.')
  return texts
}

/** The provider refuses messages without content, and conversations that the assistant begins. */
function completed(messages: readonly WrittenMessage[], receipt: Receipt): readonly WrittenMessage[] {
  const said = messages.filter(({ role, content }) => role === 'user' || content.length > 0)
  const merged = mergeNeighbours(said).map(message => {
    if (message.content.length > 0) return message
    receipt.change('messages', 'A message without content is one that says so.')
    return sayAsUser('(empty message)')
  })
  if (merged[0]?.role === 'user') return pairCalls(merged, receipt)
  receipt.change('messages', 'The provider needs a message of the user at the beginning.')
  return pairCalls([sayAsUser('Begin.'), ...merged], receipt)
}

function mergeNeighbours(messages: readonly WrittenMessage[]): readonly WrittenMessage[] {
  const merged: { role: WrittenMessage['role']; content: JsonRecord[] }[] = []
  for (const { role, content } of messages) {
    const last = merged.at(-1)
    if (last?.role !== role) merged.push({ role, content: [...content] })
    else for (const block of content) last.content.push(block)
  }
  return merged
}

export function sayAsUser(text: string): WrittenMessage {
  return { role: 'user', content: [{ type: 'text', text }] }
}

/**
 * What to do with a last turn of the assistant, which the answer is to continue. Newer models refuse it, and so does thinking.
 * Where calls of tools wait for their results, nothing is changed.
 */
export function writePrefill(
  messages: readonly WrittenMessage[],
  isTaken: boolean,
  receipt: Receipt,
): readonly WrittenMessage[] {
  const last = messages.at(-1)
  if (last?.role !== 'assistant' || last.content.some(({ type }) => type === 'tool_use')) return messages
  if (!isTaken) {
    receipt.change('messages', 'The model cannot continue a turn of its own, so it is asked to.')
    const wish = 'Continue your last message exactly where it ends, without repeating any of it.'
    return [...messages, sayAsUser(wish)]
  }
  // White space at the end of it is refused.
  const block = last.content.at(-1)
  if (block === undefined || typeof block.text !== 'string') return messages
  const content = [...last.content.slice(0, -1), { ...block, text: block.text.trimEnd() }]
  return [...messages.slice(0, -1), { ...last, content }]
}
