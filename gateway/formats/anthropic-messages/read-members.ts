import { isRecord, type JsonRecord, plainNumber } from '../../bytes/json-value.ts'
import type { Cacheable } from '../../chat/conversation.ts'
import { invalid } from '../../chat/request-facts.ts'

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

export function readNumber(body: JsonRecord, name: string): number | undefined {
  const value = plainNumber(body[name])
  if (!isGiven(value)) return undefined
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`"${name}" must be a number.`)
  return value
}

export function readText(value: unknown, path: string): string {
  if (typeof value !== 'string') throw invalid(`"${path}" must be a string.`)
  return value
}

export function readRecord(value: unknown, path: string): JsonRecord {
  if (!isRecord(value)) throw invalid(`"${path}" must be an object.`)
  return value
}

export function readList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(`"${path}" must be an array.`)
  return value
}

/** Without a time to live, a mark lasts five minutes. */
export function readCacheMark({ cache_control }: JsonRecord): Cacheable {
  if (!isRecord(cache_control)) return {}
  return { cache: { lifetime: cache_control.ttl === '1h' ? '1h' : '5m' } }
}
