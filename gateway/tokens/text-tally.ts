import type { Encoding } from './encoding.ts'

/** Counts what an answer said so far; only asked where the provider does not report it. */
export interface TextTally {
  add(text: string): void
  tokens(): number
  /** Of everything that was added, in UTF-8. */
  bytes(): number
}

// Text is kept until it is asked for, since most answers report their usage; a long one is counted on the way, so
// that neither memory nor the last count grows with it.
const keptCharacters = 32_768

export function createTextTally(encoding: Encoding, ratio: number): TextTally {
  let kept: string[] = []
  let keptLength = 0
  let counted = 0
  let bytes = 0
  function countKept(): void {
    if (keptLength > 0) counted += encoding.count(kept.join(''))
    kept = []
    keptLength = 0
  }
  return {
    add(text) {
      kept.push(text)
      keptLength += text.length
      bytes += Buffer.byteLength(text)
      if (keptLength > keptCharacters) countKept()
    },
    bytes: () => bytes,
    tokens() {
      countKept()
      return Math.ceil(counted * ratio)
    },
  }
}
