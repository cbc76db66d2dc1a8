// Reading what others wrote, leniently: a field of another type is a field that is not there.

export type JsonRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A plausible number of tokens: what a provider reports may be anything, and a ledger takes only counts. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 1e12
    ? value
    : undefined
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
