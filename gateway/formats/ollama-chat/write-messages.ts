import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Part, ToolCallPart, ToolResultPart, Turn } from '../../chat/conversation.ts'
import { whyMissing } from '../../chat/media-source.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { argumentsFrom, wrapped } from './call-arguments.ts'

/**
 * Writes turns as messages. The content of a message is one text, and its pictures are in a list beside it:
 * https://docs.ollama.com/api/chat
 */
export function writeMessages(turns: readonly Turn[], receipt: Receipt): readonly JsonRecord[] {
  const toolNames = new Map<string, string>()
  return turns.flatMap((turn, place) => writeTurn(turn, `messages[${place}]`, toolNames, receipt))
}

function writeTurn(
  { role, name, parts }: Turn,
  path: string,
  toolNames: Map<string, string>,
  receipt: Receipt,
): readonly JsonRecord[] {
  if (name !== undefined) receipt.drop(`${path}.name`, 'A message does not say who speaks.')
  if (role === 'developer') receipt.change(`${path}.role`, 'A developer speaks as the system.')
  const results: JsonRecord[] = []
  const said = createSaid(receipt)
  parts.forEach((part, number) => {
    const partPath = `${path}.content[${number}]`
    if (part.type === 'tool-result') results.push(writeResult(part, partPath, toolNames, receipt))
    else if (part.type === 'tool-call') {
      toolNames.set(part.id, part.name)
      said.calls.push(writeCall(part, said.calls.length, partPath, receipt))
    } else said.add(part, partPath)
  })
  if (role === 'tool' || (results.length > 0 && said.isEmpty())) return results
  // The texts of an assistant are pieces of one text. Those of others are separate texts.
  const message = said.message(role === 'developer' ? 'system' : role, role === 'assistant' ? '' : '\n\n')
  return [...results, message]
}

/** Servers know ids since https://github.com/ollama/ollama/releases/tag/v0.12.10. Older ones ignore them. */
function writeCall(part: ToolCallPart, index: number, path: string, receipt: Receipt): JsonRecord {
  const { id, name, seal } = part
  const input = argumentsFrom(part.arguments)
  if (!input) receipt.change(`${path}.arguments`, 'Arguments that are no object are sent as the text in one.')
  if (seal) receipt.drop(`${path}.signature`, 'Only the provider that made it can read it.')
  return { id, function: { index, name, arguments: input ?? wrapped(part.arguments) } }
}

/** Has both the call's id and the tool's name, because older servers know only the name. */
function writeResult(
  { callId, name, content, isError }: ToolResultPart,
  path: string,
  toolNames: ReadonlyMap<string, string>,
  receipt: Receipt,
): JsonRecord {
  const said = createSaid(receipt)
  if (isError) {
    receipt.change(`${path}.is_error`, 'That the tool failed is said in words.')
    said.texts.push('The tool failed:')
  }
  content.forEach((part, number) => {
    said.add(part, `${path}.content[${number}]`)
  })
  const toolName = name ?? toolNames.get(callId)
  return {
    ...said.message('tool', '\n\n'),
    ...(toolName === undefined ? {} : { tool_name: toolName }),
    tool_call_id: callId,
  }
}

type SaidPart = Exclude<Part, ToolCallPart | ToolResultPart>

function createSaid(receipt: Receipt) {
  const texts: string[] = []
  const thoughts: string[] = []
  const images: string[] = []
  const calls: JsonRecord[] = []

  function add(part: SaidPart, path: string): void {
    switch (part.type) {
      case 'text':
        texts.push(part.text)
        break
      case 'refusal':
        receipt.change(path, 'A refusal is sent as text.')
        texts.push(part.text)
        break
      case 'reasoning':
        if (part.text !== '') thoughts.push(part.text)
        if (part.text === '') receipt.drop(path, 'Only the provider that sealed this thinking can read it.')
        else if (part.seal) receipt.change(path, 'Thinking is sent without its seal.')
        break
      case 'image':
        if (part.detail !== undefined && part.detail !== 'auto')
          receipt.drop(`${path}.detail`, 'Pictures are seen in one way only.')
        if (part.source.type === 'data') images.push(part.source.base64)
        else receipt.lose(path, whyMissing(part.source) ?? 'Pictures can be sent only as their bytes.')
        break
      case 'document': {
        const text = documentText(part)
        if (text === undefined) receipt.lose(path, whyMissing(part.source) ?? 'Documents cannot be sent.')
        else {
          receipt.change(path, 'A document of plain text is sent as text.')
          texts.push(text)
        }
        break
      }
      case 'audio':
        receipt.lose(path, 'Sound cannot be sent.')
    }
  }

  return {
    texts,
    calls,
    add,
    isEmpty: () => texts.length + thoughts.length + images.length + calls.length === 0,
    message: (role: string, between: string): JsonRecord => ({
      role,
      content: texts.join(between),
      ...(thoughts.length === 0 ? {} : { thinking: thoughts.join('') }),
      ...(images.length === 0 ? {} : { images }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    }),
  }
}

function documentText({ source, name }: Extract<Part, { type: 'document' }>): string | undefined {
  if (source.type !== 'data' || !/^text\//i.test(source.mediaType)) return undefined
  const text = Buffer.from(source.base64, 'base64').toString()
  return name === undefined ? text : `${name}\n\n${text}`
}
