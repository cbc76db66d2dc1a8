// Writes the parts of turns as blocks: https://docs.anthropic.com/en/api/messages#body-messages
import { isRecord, type JsonRecord, parseExactJson } from '../../bytes/json-value.ts'
import type { Part, ToolCallPart, ToolResultPart, Turn } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { cacheMark } from './cache-marks.ts'
import { writableCallId, writableToolName } from './names.ts'
import { origin } from './origin.ts'
import { writeMedia } from './write-media.ts'

export function writeBlocks({ role, parts }: Turn, path: string, receipt: Receipt): readonly JsonRecord[] {
  return parts.flatMap((part, index) => {
    const block = writeBlock(part, role, `${path}.content[${index}]`, receipt)
    return block === undefined ? [] : [block]
  })
}

function writeBlock(part: Part, role: Turn['role'], path: string, receipt: Receipt): JsonRecord | undefined {
  switch (part.type) {
    case 'image':
    case 'document':
      if (role === 'assistant') {
        receipt.lose(path, 'The provider takes no files in turns of the assistant.')
        return undefined
      }
      return writeMedia(part, path, receipt)
    case 'text':
      return writeMedia(part, path, receipt)
    case 'refusal':
      receipt.change(path, 'A refusal is sent as text.')
      return writeMedia({ type: 'text', text: part.text }, path, receipt)
    case 'audio':
      receipt.lose(path, 'The provider takes no sound.')
      return undefined
    case 'tool-call':
      return writeCall(part, path, receipt)
    case 'tool-result':
      return writeResult(part, path, receipt)
    case 'reasoning': {
      const { text, seal } = part
      if (seal === undefined || seal.origin !== origin) {
        receipt.change(path, 'Thinking that the provider did not sign is left out.')
        return undefined
      }
      return seal.isRedacted
        ? { type: 'redacted_thinking', data: seal.value }
        : { type: 'thinking', thinking: text, signature: seal.value }
    }
  }
}

function writeCall(part: ToolCallPart, path: string, receipt: Receipt): JsonRecord {
  return {
    type: 'tool_use',
    id: writableCallId(part.id),
    name: writableToolName(part.name),
    input: readArguments(part.arguments, path, receipt),
    ...cacheMark(part),
  }
}

function readArguments(text: string, path: string, receipt: Receipt): unknown {
  if (text.trim() === '' || text.trim() === 'null') return {}
  const input = parseExactJson(text)
  if (isRecord(input)) return input
  receipt.change(`${path}.arguments`, 'Arguments that are no JSON object stand in the member "arguments".')
  return { arguments: input ?? text }
}

function writeResult(part: ToolResultPart, path: string, receipt: Receipt): JsonRecord {
  const content = part.content.flatMap((each, index) => {
    const block = writeMedia(each, `${path}.content[${index}]`, receipt)
    return block === undefined ? [] : [block]
  })
  const result = { type: 'tool_result', tool_use_id: writableCallId(part.callId) }
  // A failure with files is refused.
  if (part.isError && content.some(({ type }) => type !== 'text')) {
    receipt.change(path, 'That the tool failed is said in text, because a failure has no files.')
    return {
      ...result,
      content: [{ type: 'text', text: 'The tool failed.' }, ...content],
      ...cacheMark(part),
    }
  }
  return {
    ...result,
    ...(content.length > 0 ? { content } : {}),
    ...(part.isError ? { is_error: true } : {}),
    ...cacheMark(part),
  }
}
