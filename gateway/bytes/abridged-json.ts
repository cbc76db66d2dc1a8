// Shortens JSON that is too long to be parsed at once: the inside of its long strings is left out. Long strings hold text or
// a picture, and everything that the gateway has to know is outside of them.

export interface AbridgedJson {
  /** The JSON, with `longString` in place of each string that was too long. */
  readonly text: string
  /** The number of bytes in the strings that were left out. */
  readonly omittedBytes: number
}

/**
 * Takes the place of a long string. It is not empty, so the string still counts as content, and it is no value that the
 * gateway looks for.
 */
export const longString = '…'

const longStringBytes = 4096
// No provider sends an event with more than these. Reading one would take so long that other requests would have to wait.
const quotesAtMost = 16_384
const keptBytesAtMost = 64 * 1024
const backslashesAtMost = 1024

const quote = 0x22
const backslash = 0x5c

/**
 * Undefined if the shortened JSON would still be too long, or if too much is escaped. Bytes that are not JSON do not become
 * JSON by this.
 */
export function abridgeJson(bytes: Buffer): AbridgedJson | undefined {
  const kept: string[] = []
  let keptBytes = 0
  let omittedBytes = 0
  let quotes = 0
  let from = 0

  /**
   * The offset of the first quote from `start` on that is not escaped. The end if there is none, and -1 if finding it would
   * take too long.
   */
  function closingQuote(start: number): number {
    for (let at = bytes.indexOf(quote, start); at >= 0; at = bytes.indexOf(quote, at + 1)) {
      let before = at
      while (before > start && at - before <= backslashesAtMost && bytes[before - 1] === backslash) before--
      if (++quotes > quotesAtMost || at - before > backslashesAtMost) return -1
      if ((at - before) % 2 === 0) return at
    }
    return bytes.length
  }

  for (;;) {
    const open = bytes.indexOf(quote, from)
    const close = open < 0 ? bytes.length : closingQuote(open + 1)
    if (close < 0) return undefined
    const isLong = open >= 0 && close - open > longStringBytes
    const end = isLong ? open + 1 : Math.min(close + 1, bytes.length)
    keptBytes += end - from
    if (keptBytes > keptBytesAtMost) return undefined
    kept.push(bytes.toString('utf8', from, end))
    if (isLong) {
      kept.push(longString)
      omittedBytes += close - open - 1
    }
    if (close >= bytes.length) return { text: kept.join(''), omittedBytes }
    if (isLong) kept.push('"')
    from = close + 1
  }
}
