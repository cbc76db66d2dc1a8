// JSON that is too long to be parsed at once, without the inside of its long strings: those hold text or a picture, and
// everything that has to be known stands around them.

export interface AbridgedJson {
  /** As JSON, with `longString` for each string that was too long. */
  readonly text: string
  /** Of the strings that were left out. */
  readonly omittedBytes: number
}

/** Stands for a long string: it says something, and nothing that anybody would look for. */
export const longString = '…'

const longStringBytes = 4096
// What takes more than these is no event of any provider; it would take longer than others can wait.
const quotesAtMost = 16_384
const keptBytesAtMost = 64 * 1024
const backslashesAtMost = 1024

const quote = 0x22
const backslash = 0x5c

/** Undefined where too much would be left, or too much is escaped. What is no JSON is none after it either. */
export function abridgeJson(bytes: Buffer): AbridgedJson | undefined {
  const kept: string[] = []
  let keptBytes = 0
  let omittedBytes = 0
  let quotes = 0
  let from = 0

  /** The first quote from `start` on that no backslash escapes; the end where there is none, -1 where it is too far. */
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
