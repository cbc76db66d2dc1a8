import type { ByteSpan } from './json-scan.ts'

const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/**
 * Calls `visit` for each element of an array, in order, with the offsets of the element's own bytes. The array must be part
 * of JSON that `scanObject` has accepted. The elements are not returned as a list, because a hostile array can have so many
 * that a list would not fit into memory.
 */
export function forEachElement(
  bytes: Uint8Array,
  array: ByteSpan,
  visit: (start: number, end: number) => void,
): void {
  const last = array.end - 1
  let depth = 0
  let start = -1
  let end = -1
  for (let at = array.start + 1; at < last; at++) {
    const byte = bytes[at] as number
    if (byte <= 0x20) continue
    if (byte === comma && depth === 0) {
      visit(start, end)
      start = -1
      continue
    }
    if (start < 0) start = at
    if (byte === quote) at = closingQuote(bytes, at + 1)
    else if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) depth--
    end = at + 1
  }
  if (start >= 0) visit(start, end)
}

function closingQuote(bytes: Uint8Array, start: number): number {
  let at = start
  for (;;) {
    const byte = bytes[at]
    if (byte === quote) return at
    at += byte === backslash ? 2 : 1
  }
}
