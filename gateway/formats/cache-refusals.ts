// What formats say of members for which no answer is kept.
import { isRecord, type JsonRecord } from '../bytes/json-value.ts'
import type { CacheRefusal, MemberPath } from '../chat/cache-facts.ts'

const isThere = (value: unknown): boolean =>
  value !== false && value !== '' && value !== 0 && !(Array.isArray(value) && value.length === 0)

/** Refused for any value but false, zero and what is empty. */
export function refusedIfGiven(reason: string, ...path: readonly string[]): CacheRefusal {
  return { path, isRefused: isThere, reason }
}

export function refusedIf(
  isRefused: (value: unknown) => boolean,
  reason: string,
  ...path: readonly string[]
): CacheRefusal {
  return { path, isRefused, reason }
}

export const severalAnswers = 'The request asks for several answers.'
export const tokenProbabilities = 'The request asks for the probabilities of tokens.'
export const otherThanText = 'The request asks for more than text.'
export const keptAtProvider = 'The request builds on what the provider keeps.'
export const toBeKept = 'The request asks the provider to keep the answer.'
export const paidForSpeed = 'The request pays for being answered first.'
export const searchesTheWeb = 'The request asks for a search, and what that finds changes.'

export const isOverOne = (value: unknown): boolean => value !== 1
export const isPriority = (value: unknown): boolean =>
  typeof value === 'string' && /(^|_)priority$/i.test(value)

/** Whether a list of kinds of output has one besides text. */
export const hasOtherThanText = (value: unknown): boolean =>
  !Array.isArray(value) || value.some(kind => String(kind).toLowerCase() !== 'text')

/** Whether it says something, as a list or an object does that is not empty. */
export function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (isRecord(value)) return Object.keys(value).length > 0
  return value !== undefined && value !== null
}

export function recordsOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

export interface LastContent {
  readonly hasMedia: boolean
  /** Where the only text stands below the content. Undefined if there are several, or something besides. */
  readonly textPath: MemberPath | undefined
}

const isWritten = /^((input|output)_)?text$|^refusal$|thinking$|tool/

/** Reads a content that is a text or a list of parts of types. `textType` is the type of the parts that are text. */
export function readLastContent(content: unknown, textType: string): LastContent {
  if (typeof content === 'string') return { hasMedia: false, textPath: [] }
  const parts = Array.isArray(content) ? content : []
  const hasMedia = parts.some(part => !isRecord(part) || !isWritten.test(String(part.type)))
  const [only] = parts
  const isText = parts.length === 1 && isRecord(only) && only.type === textType
  return { hasMedia, textPath: isText ? [0, 'text'] : undefined }
}

/** Whether an object has no members but these. Another one may say something that belongs to the text. */
export function hasOnly(record: JsonRecord, names: readonly string[]): boolean {
  return Object.keys(record).every(name => names.includes(name))
}
