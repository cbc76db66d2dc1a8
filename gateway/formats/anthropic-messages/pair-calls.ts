// The provider refuses a call without its result in the next message, and a result without its call in the one before. One of
// the two may be missing, for instance after a client has shortened the conversation.
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { Receipt } from '../../chat/receipt.ts'

export interface WrittenMessage {
  readonly role: 'user' | 'assistant'
  readonly content: readonly JsonRecord[]
}

/** Makes text of calls and results that lack their partner. Calls at the end are left, because their results come later. */
export function pairCalls(messages: readonly WrittenMessage[], receipt: Receipt): readonly WrittenMessage[] {
  return messages.map((message, index) => {
    if (message.role === 'assistant') {
      const next = messages[index + 1]
      const answered =
        next === undefined ? idsOf(message, 'tool_use', 'id') : idsOf(next, 'tool_result', 'tool_use_id')
      return mapBlocks(message, 'tool_use', 'id', answered, block => {
        receipt.change('messages', 'A call of a tool without a result is text.')
        return asText(`Called the tool ${textOf(block.name)} with ${JSON.stringify(block.input)}.`)
      })
    }
    const previous = messages[index - 1]
    const called = previous === undefined ? new Set<unknown>() : idsOf(previous, 'tool_use', 'id')
    return resultsFirst(
      mapBlocks(message, 'tool_result', 'tool_use_id', called, block => {
        receipt.change('messages', 'A result of a tool without its call is text.')
        return [...asText('Result of a tool:'), ...contentOf(block)]
      }),
    )
  })
}

function idsOf({ content }: WrittenMessage, type: string, idName: string): Set<unknown> {
  return new Set(content.filter(block => block.type === type).map(block => block[idName]))
}

/** `partners`: the ids that have a partner, each of them once. */
function mapBlocks(
  message: WrittenMessage,
  type: string,
  idName: string,
  partners: ReadonlySet<unknown>,
  replace: (block: JsonRecord) => readonly JsonRecord[],
): WrittenMessage {
  const left = new Set(partners)
  const content = message.content.flatMap(block =>
    block.type !== type || left.delete(block[idName]) ? [block] : replace(block),
  )
  return { ...message, content }
}

function resultsFirst(message: WrittenMessage): WrittenMessage {
  const isResult = (block: JsonRecord) => block.type === 'tool_result'
  return {
    ...message,
    content: [...message.content.filter(isResult), ...message.content.filter(block => !isResult(block))],
  }
}

function asText(text: string): readonly JsonRecord[] {
  return [{ type: 'text', text }]
}

function contentOf({ content }: JsonRecord): readonly JsonRecord[] {
  return Array.isArray(content) ? content.filter(isRecord) : []
}
