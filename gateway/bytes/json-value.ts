// Reads JSON that others wrote, leniently: a field of an unexpected type is treated as missing.

import { mostTokens } from '../contract/chat.ts'

export type JsonRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A number of tokens. Undefined if no request can have used that many, since a provider may report anything. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= mostTokens
    ? value
    : undefined
}

const countName = /_tokens$|TokenCount$/

/**
 * Says why a report of usage is not believed: names the first count in it that no request can have. Undefined if there is
 * none. A count is a number with a name like `prompt_tokens` or `promptTokenCount`, in the report or in the objects within it.
 */
export function implausibleCount(usage: unknown, levels = 3): string | undefined {
  if (!isRecord(usage) || levels === 0) return undefined
  for (const [name, value] of Object.entries(usage)) {
    if (isRecord(value)) {
      const within = implausibleCount(value, levels - 1)
      if (within !== undefined) return within
    } else if (typeof value === 'number' && countName.test(name) && countOf(value) === undefined) {
      return `${name.slice(0, 64)} of ${value} is no number of tokens`
    }
  }
  return undefined
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** One short word. Undefined for anything else, because a longer text cannot be a name. */
export function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,32}$/.test(value) ? value : undefined
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const rawJson = JSON as unknown as {
  readonly rawJSON: (digits: string) => unknown
  readonly isRawJSON: (value: unknown) => boolean
}

/**
 * Parses JSON that will be written out again. A number that JavaScript cannot represent as it is written, such as an id of
 * 20 digits, keeps its own digits: https://github.com/tc39/proposal-json-parse-with-source. `kept`: the numbers for which that matters.
 */
export function parseExactJson(text: string, kept = /^/): unknown {
  const keepDigits = (_: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const digits = context?.source
    return typeof value === 'number' && digits !== undefined && String(value) !== digits && kept.test(digits)
      ? rawJson.rawJSON(digits)
      : value
  }
  try {
    return JSON.parse(text, keepDigits)
  } catch {
    return undefined
  }
}

/** Whether there may be an integer with more digits than a JavaScript number keeps. */
export function hasLongInteger(json: string): boolean {
  return /[:,[]\s*-?\d{16}/.test(json)
}

/**
 * Parses JSON of which parts are written again. Integers with more digits than JavaScript keeps, such as ids in the arguments
 * of a call, keep them; whoever reads a number uses `plainNumber`. As fast as `parseJson` where there are none.
 */
export function parseKeepingDigits(text: string, isNeeded = hasLongInteger(text)): unknown {
  return isNeeded ? parseExactJson(text, /^-?\d{16,}$/) : parseJson(text)
}

/** The value, or the number that it stands for if it has kept its digits. */
export function plainNumber(value: unknown): unknown {
  return isRecord(value) && rawJson.isRawJSON(value) ? Number(value.rawJSON) : value
}

/** A copy with no kept digits in it, for those who read whatever they find. */
export function withPlainNumbers(value: unknown): unknown {
  return value === undefined ? undefined : parseJson(JSON.stringify(value))
}
