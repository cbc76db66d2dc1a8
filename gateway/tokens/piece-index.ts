// Finds the token id of a piece by its bytes. It is a hash table with open addressing. Each slot is a hash and an id + 1. If
// a hash is found, the bytes are compared.

/**
 * How many bytes after the end of a piece may be read. Their values are masked away. Every buffer has this much padding at
 * its end.
 */
export const readAheadBytes = 4

export interface PieceIndex {
  /** All tokens' bytes in rank order, then `readAheadBytes` of padding. */
  readonly tokenBytes: Uint8Array
  /** Where each token begins in `tokenBytes`, and where the last one ends. */
  readonly tokenOffsets: Int32Array
  readonly longestTokenBytes: number
  /** The number of slots is a power of two, and each slot has two numbers. */
  readonly pieceSlots: Int32Array
}

/** Gives the id of the token whose bytes are exactly `start` to `end` of the text, or -1. */
export type FindPiece = (text: DataView, start: number, end: number) => number

export function createPieceFinder({
  tokenBytes,
  tokenOffsets,
  longestTokenBytes,
  pieceSlots,
}: PieceIndex): FindPiece {
  const pool = viewOf(tokenBytes)
  const last = pieceSlots.length - 1

  return (text, start, end) => {
    if (end - start > longestTokenBytes) return -1
    const hash = hashBytes(text, start, end)
    for (let slot = firstSlot(hash, last); ; slot = (slot + 2) & last) {
      const id = (pieceSlots[slot + 1] as number) - 1
      if (id < 0) return -1
      if (pieceSlots[slot] !== hash) continue
      const tokenStart = tokenOffsets[id] as number
      if ((tokenOffsets[id + 1] as number) - tokenStart !== end - start) continue
      if (sameBytes(pool, tokenStart, text, start, end - start)) return id
    }
  }
}

/** Fills the slots from the tokens. No two tokens have the same bytes. */
export function fillPieceSlots({ tokenBytes, tokenOffsets, pieceSlots }: PieceIndex): void {
  const pool = viewOf(tokenBytes)
  const last = pieceSlots.length - 1
  for (let id = 0; id < tokenOffsets.length - 1; id++) {
    const hash = hashBytes(pool, tokenOffsets[id] as number, tokenOffsets[id + 1] as number)
    let slot = firstSlot(hash, last)
    while (pieceSlots[slot + 1] !== 0) slot = (slot + 2) & last
    pieceSlots[slot] = hash
    pieceSlots[slot + 1] = id + 1
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function firstSlot(hash: number, last: number): number {
  return (hash << 1) & last
}

function hashBytes(view: DataView, start: number, end: number): number {
  let hash = end - start
  let at = start
  for (; at + 4 <= end; at += 4) hash = mix(hash, view.getInt32(at, true))
  if (at < end) hash = mix(hash, view.getInt32(at, true) & restMask(end - at))
  return hash ^ (hash >>> 13)
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1)
  return product ^ (product >>> 15)
}

function sameBytes(a: DataView, aStart: number, b: DataView, bStart: number, length: number): boolean {
  let at = 0
  for (; at + 4 <= length; at += 4)
    if (a.getInt32(aStart + at, true) !== b.getInt32(bStart + at, true)) return false
  if (at === length) return true
  return ((a.getInt32(aStart + at, true) ^ b.getInt32(bStart + at, true)) & restMask(length - at)) === 0
}

/** Keeps the first 1 to 3 bytes of a little-endian word. */
function restMask(lengthBytes: number): number {
  return (1 << (lengthBytes << 3)) - 1
}
