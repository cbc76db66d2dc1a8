// Converts the arguments of a tool call. They are a JSON object in this format, and its text in a `Conversation`.

import { isRecord, type JsonRecord, parseExactJson } from '../../bytes/json-value.ts'

/** Parses the text of the arguments. An empty text becomes an empty object. Undefined if the text is no JSON object. */
export function argumentsFrom(text: string): JsonRecord | undefined {
  if (text.trim() === '') return {}
  // Checked before parsing, because parseExactJson returns an object for a number of many digits too.
  if (!text.trimStart().startsWith('{')) return undefined
  const parsed = parseExactJson(text)
  return isRecord(parsed) && jsonTextOf(parsed) !== undefined ? parsed : undefined
}

/** The object that is sent in place of arguments that are no JSON object. */
export function wrapped(text: string): JsonRecord {
  return { input: text }
}

/** The text of arguments as they came. Some servers send a text instead of an object. Undefined if it is neither. */
export function argumentsText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return '{}'
  if (typeof value === 'string') return argumentsFrom(value) ? value : undefined
  return isRecord(value) ? jsonTextOf(value) : undefined
}

/** Undefined if the value is nested too deeply to be written. JSON.stringify throws a RangeError then. */
export function jsonTextOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
