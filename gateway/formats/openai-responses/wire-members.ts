// Reads the members of a request strictly: what has another type than the format says is refused with its path.
import { isRecord, type JsonRecord, plainNumber } from '../../bytes/json-value.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'

/** Null means the same as a member that is missing. */
export function readText(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalid(`"${path}" must be a string.`)
  return value
}

export function requireText(value: unknown, path: string): string {
  const text = readText(value, path)
  if (text === undefined) throw invalid(`"${path}" must be a string.`)
  return text
}

export function readNumber(given: unknown, path: string): number | undefined {
  const value = plainNumber(given)
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number') throw invalid(`"${path}" must be a number.`)
  return value
}

export function readFlag(value: unknown, path: string): boolean | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'boolean') throw invalid(`"${path}" must be true or false.`)
  return value
}

export function readList(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw invalid(`"${path}" must be an array.`)
  return value
}

export function readObject(value: unknown, path: string): JsonRecord | undefined {
  if (value === undefined || value === null) return undefined
  if (!isRecord(value)) throw invalid(`"${path}" must be an object.`)
  return value
}

export function requireObject(value: unknown, path: string): JsonRecord {
  const record = readObject(value, path)
  if (record === undefined) throw invalid(`"${path}" must be an object.`)
  return record
}

/**
 * Notes every member that nobody read. A null or an empty list says nothing, so that it is not noted. `prefix` is the path of
 * the object with its dot.
 */
export function noteUnread(
  record: JsonRecord,
  read: ReadonlySet<string>,
  prefix: string,
  receipt: Receipt,
): void {
  for (const key of Object.keys(record)) {
    if (read.has(key) || saysNothing(record[key])) continue
    receipt.drop(`${prefix}${key.slice(0, 64)}`, 'Only this format has such a member.')
  }
}

function saysNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}
