// Reading what others wrote, leniently: a field of another type is a field that is not there.

import { mostTokens } from '../contract/chat.ts'

export type JsonRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A number of tokens that a request can have used: what a provider reports may be anything. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= mostTokens
    ? value
    : undefined
}

const countName = /_tokens$|TokenCount$/

/**
 * Why a report of usage is not believed, naming the first count that no request can have; undefined: it has none. Counts
 * are named so: `prompt_tokens` or `promptTokenCount`, also within details of it.
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

/** One short word; a longer text is no name of anything. */
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

/**
 * The same for what is written out again: a number that JavaScript cannot hold as it stands, such as an id of 20 digits, is
 * kept in its own digits: https://github.com/tc39/proposal-json-parse-with-source
 */
export function parseExactJson(text: string): unknown {
  const { rawJSON } = JSON as unknown as { readonly rawJSON: (digits: string) => unknown }
  const keepDigits = (_: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const digits = context?.source
    return typeof value === 'number' && digits !== undefined && String(value) !== digits
      ? rawJSON(digits)
      : value
  }
  try {
    return JSON.parse(text, keepDigits)
  } catch {
    return undefined
  }
}
