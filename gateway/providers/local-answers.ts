// Reads what servers on one's own machine say of themselves, leniently: a member of an unexpected type counts as missing.
import { countOf, isRecord, type JsonRecord } from '../bytes/json-value.ts'
import { type LocalCapability, localCapabilities } from './local-kind.ts'

const mostModels = 500

/** The objects in an array. At most 500. */
export function recordsIn(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.slice(0, mostModels).filter(isRecord) : []
}

/** A name or another short text. Undefined if it is empty, longer than 256 characters, or has control characters. */
export function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && /^[^\p{Cc}]{1,256}$/u.test(value) ? value : undefined
}

/** A number of tokens above zero. */
export function contextOf(value: unknown): number | undefined {
  return countOf(value) || undefined
}

/** A whole number from zero on, such as a number of bytes. */
export function sizeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** A number of slots, from 1 to 256. */
export function slotsOf(value: unknown): number | undefined {
  const slots = sizeOf(value) ?? 0
  return slots >= 1 && slots <= 256 ? slots : undefined
}

/** The known words in a list of capabilities. Undefined if there is no list. */
export function capabilitiesIn(
  list: unknown,
  words: Readonly<Record<string, LocalCapability>> = {},
): ReadonlySet<LocalCapability> | undefined {
  if (!Array.isArray(list)) return undefined
  const said = new Set(list.map(word => (typeof word === 'string' ? (own(words, word) ?? word) : '')))
  return new Set(localCapabilities.filter(each => said.has(each)))
}

function own(words: Readonly<Record<string, LocalCapability>>, word: string): LocalCapability | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined
}
