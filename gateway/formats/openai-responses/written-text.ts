import { isRecord, textOf } from '../../bytes/json-value.ts'

/** The text of an item of the output that is shown and billed as output. */
export function writtenIn(item: unknown): string {
  if (!isRecord(item)) return ''
  switch (item.type) {
    case 'message':
      return textsIn(item.content)
    case 'reasoning':
      return textsIn(item.summary) + textsIn(item.content)
    case 'function_call':
    case 'mcp_call':
      return textOf(item.name) + textOf(item.arguments)
    case 'custom_tool_call':
      return textOf(item.name) + textOf(item.input)
    case 'code_interpreter_call':
      return textOf(item.code)
    default:
      return ''
  }
}

function textsIn(parts: unknown): string {
  if (!Array.isArray(parts)) return ''
  return parts.map(part => (isRecord(part) ? textOf(part.text) + textOf(part.refusal) : '')).join('')
}
