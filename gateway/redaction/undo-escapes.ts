// Removes the escapes that JSON, URLs and HTML use for ASCII, and remembers where each character stood.

/** A text whose escapes were removed. */
export interface PlainText {
  readonly text: string
  /** Where the character at `index` begins in the original text. `index` may be the text's length. */
  placeOf(index: number): number
}

// Backslashes and percent signs may themselves be escaped, several times over, as in JSON within JSON.
const escapes =
  /\\{1,8}(?:u00([2-7][\da-f])|(\/))|%(?:25){0,3}([2-7][\da-f])|&#(?:x0{0,2}([2-7][\da-f])|0?(\d{2,3}));/gi
const mayBeEscaped = /\\[u/\\]|%[2-7]|&#/

/** Removes escapes such as `\u002f`, `\/`, `%2F` and `&#47;`, also if they were escaped again. */
export function undoEscapes(text: string): PlainText {
  if (!mayBeEscaped.test(text)) return { text, placeOf: index => index }
  const pieces: string[] = []
  /** For each escape, where it ends: its index in the plain text, and its place in the original text. */
  const indexes: number[] = []
  const places: number[] = []
  let plainLength = 0
  let place = 0
  for (const found of text.matchAll(escapes)) {
    const before = text.slice(place, found.index)
    pieces.push(before, characterOf(found))
    plainLength += before.length + 1
    place = found.index + found[0].length
    indexes.push(plainLength)
    places.push(place)
  }
  if (pieces.length === 0) return { text, placeOf: index => index }
  pieces.push(text.slice(place))
  return { text: pieces.join(''), placeOf: index => placeIn(indexes, places, index, text) }
}

function characterOf([, json, slash, percent, hex, decimal]: RegExpExecArray | RegExpMatchArray): string {
  if (slash !== undefined) return slash
  if (decimal !== undefined) return String.fromCharCode(Number(decimal) & 0xff)
  return String.fromCharCode(Number.parseInt(json ?? percent ?? hex ?? '', 16))
}

/**
 * Found from the last escape that ends at or before the index. The character of an escape is placed where the escape begins.
 */
function placeIn(indexes: readonly number[], places: readonly number[], index: number, text: string): number {
  let low = 0
  let high = indexes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((indexes[middle] ?? 0) <= index) low = middle + 1
    else high = middle
  }
  if (low === 0) return index
  return Math.min(text.length, (places[low - 1] ?? 0) + index - (indexes[low - 1] ?? 0))
}
