// Reads the members of a request with their types. A wrong type is the caller's mistake and is named with its path. Null is the
// same as absent, as the format has it.
import { isRecord, type JsonRecord, plainNumber } from '../../bytes/json-value.ts'
import { invalid } from '../../chat/request-facts.ts'
import type { GatewayError } from '../../errors.ts'

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

export function readText(value: unknown, path: string): string | undefined {
  if (!isGiven(value)) return undefined
  if (typeof value === 'string') return value
  throw wrong(path, 'a string')
}

/** A text that has to be there and may not be empty, such as an id or a name. */
export function requireText(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw wrong(path, 'a string that is not empty')
}

export function readNumber(given: unknown, path: string): number | undefined {
  const value = plainNumber(given)
  if (!isGiven(value)) return undefined
  if (typeof value === 'number') return value
  throw wrong(path, 'a number')
}

export function readFlag(value: unknown, path: string): boolean | undefined {
  if (!isGiven(value)) return undefined
  if (typeof value === 'boolean') return value
  throw wrong(path, 'true or false')
}

export function readList(value: unknown, path: string): readonly unknown[] {
  if (!isGiven(value)) return []
  if (Array.isArray(value)) return value
  throw wrong(path, 'an array')
}

export function readObject(value: unknown, path: string): JsonRecord | undefined {
  if (!isGiven(value)) return undefined
  return requireObject(value, path)
}

export function requireObject(value: unknown, path: string): JsonRecord {
  if (isRecord(value)) return value
  throw wrong(path, 'an object')
}

export function wrong(path: string, expected: string): GatewayError {
  return invalid(`"${path}" must be ${expected}.`)
}
