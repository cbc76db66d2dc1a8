import { parseExactJson, parseJson } from '../../bytes/json-value.ts'

/** Undefined if the value is nested deeper than can be written. */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Numbers that lose digits when they are read as JavaScript's. */
const needsDigits = /\d{16}|[eE]\+?\d{3}/

/** Reads JSON that will be written again. Undefined if it is none. */
export function parseToWriteAgain(text: string): unknown {
  return needsDigits.test(text) ? parseExactJson(text) : parseJson(text)
}
