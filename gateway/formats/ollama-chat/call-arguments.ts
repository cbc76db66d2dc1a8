// Arguments of a tool's call are an object in this format, and the text of that object in all that formats share.

import { isRecord, type JsonRecord, parseExactJson } from '../../bytes/json-value.ts'

/** The object that the text is. No text at all is one without members. Undefined for anything else, and for a cut one. */
export function argumentsFrom(text: string): JsonRecord | undefined {
  if (text.trim() === '') return {}
  // Asked first, because a number of many digits is parsed into an object too.
  if (!text.trimStart().startsWith('{')) return undefined
  const parsed = parseExactJson(text)
  return isRecord(parsed) && jsonTextOf(parsed) !== undefined ? parsed : undefined
}

/** What is sent where an object must be and the text is none. */
export function wrapped(text: string): JsonRecord {
  return { input: text }
}

/** The text of the arguments on the wire. Some servers send it as a text already. Undefined if it is none. */
export function argumentsText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return '{}'
  if (typeof value === 'string') return argumentsFrom(value) ? value : undefined
  return isRecord(value) ? jsonTextOf(value) : undefined
}

/** Undefined if it is nested too deeply to be written, which JSON.stringify answers with a RangeError. */
export function jsonTextOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
