// What the items of an answer say as a whole: https://platform.openai.com/docs/api-reference/responses/object#responses-object-output
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { AnswerPart } from '../../chat/answer-part.ts'
import { formatName } from './read-content.ts'

export const choice = 0

/** The name and the arguments of an item that calls a tool. Undefined if it is another item. */
export function callIn(item: JsonRecord): { readonly name: string; readonly text: string } | undefined {
  const name = textOf(item.name)
  if (item.type === 'function_call') return { name, text: textOf(item.arguments) }
  if (item.type !== 'custom_tool_call') return undefined
  return { name, text: JSON.stringify({ input: textOf(item.input) }) }
}

export function partsOfMessage(item: JsonRecord): readonly AnswerPart[] {
  return recordsIn(item.content).flatMap(part => {
    if (part.type === 'refusal') return [{ type: 'refusal', choice, text: textOf(part.refusal) } as const]
    return [
      { type: 'text', choice, text: textOf(part.text) } as const,
      ...recordsIn(part.annotations).flatMap(readCitation),
      ...readLogprobs(part.logprobs),
    ]
  })
}

export function partsOfReasoning(item: JsonRecord): readonly AnswerPart[] {
  const shown = [...recordsIn(item.summary), ...recordsIn(item.content)].map(part => textOf(part.text))
  const text = shown.filter(one => one !== '').join('\n\n')
  return text === '' ? [] : [{ type: 'reasoning', choice, text }]
}

/** What is sealed is whole only at the end of its item. */
export function sealIn({ id, encrypted_content: value }: JsonRecord): readonly AnswerPart[] {
  if (typeof value !== 'string' || value === '') return []
  const ofItem = typeof id === 'string' ? { id } : {}
  return [{ type: 'reasoning-seal', choice, seal: { origin: formatName, value, ...ofItem } }]
}

/** Only a source on the web is one that others know. */
export function readCitation(annotation: unknown): readonly AnswerPart[] {
  if (!isRecord(annotation) || annotation.type !== 'url_citation') return []
  const { url, title, start_index: start, end_index: end } = annotation
  const citation = {
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof start === 'number' ? { start } : {}),
    ...(typeof end === 'number' ? { end } : {}),
  }
  return [{ type: 'citation', choice, citation }]
}

export function readLogprobs(entries: unknown): readonly AnswerPart[] {
  return Array.isArray(entries) && entries.length > 0 ? [{ type: 'logprobs', choice, entries }] : []
}

export function recordsIn(list: unknown): readonly JsonRecord[] {
  return Array.isArray(list) ? list.filter(isRecord) : []
}
