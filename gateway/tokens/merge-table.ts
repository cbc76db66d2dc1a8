// Which two neighbouring tokens merge, and into which: open addressing over pairs packed into two numbers.

/** Where two tokens do not merge. Ids are ranks too, and below 2^18. */
export const noMerge = 0x7fffffff

export interface MergeTable {
  /** The id of each single byte's token. */
  readonly byteIds: Int32Array
  /** The merge of two bytes at `first << 8 | second`, or noMerge: most look-ups are these. */
  readonly byteMerges: Int32Array
  /**
   * One pair a token: where a run of merges makes a token, no merge has crossed its ends before, so the run between them is the one
   * of its bytes alone, and ends with the same pair each time. A power of two of slots of two numbers:
   * left << 14 | right >> 4, then (right & 15) << 18 | merged, or -1 in the second where the slot is free.
   */
  readonly mergeSlots: Int32Array
  /** The bits of the slots' hashes: most pairs do not merge, and this smaller table says so out of the processor's cache. */
  readonly mergeFilter: Int32Array
  /** The token of a whole character of two or three bytes by code point, or noMerge. */
  readonly characterIds: Int32Array
  /**
   * At `last byte << 8 | first byte` of two neighbouring characters, the lowest rank of a token that reaches over such a border with
   * a part of a character, or noMerge. A character whose token has a lower rank than both its borders is complete
   * before anything else could take a part of it (ranks only rise during a run), so a run may begin with it.
   */
  readonly borderRanks: Int32Array
}

/** The id that two neighbours merge into, or noMerge. */
export function findMerge(
  mergeSlots: Int32Array,
  mergeFilter: Int32Array,
  left: number,
  right: number,
): number {
  const hash = hashPair(left, right)
  const word = mergeFilter[(hash >>> 5) & (mergeFilter.length - 1)] as number
  if (((word >>> (hash & 31)) & 1) === 0) return noMerge
  const key = (left << 14) | (right >>> 4)
  const low = right & 15
  const last = mergeSlots.length - 1
  for (let slot = (hash << 1) & last; ; slot = (slot + 2) & last) {
    const packed = mergeSlots[slot + 1] as number
    if (packed < 0) return noMerge
    if (mergeSlots[slot] === key && packed >>> 18 === low) return packed & 0x3ffff
  }
}

export function addMerge(
  { mergeSlots, mergeFilter }: MergeTable,
  left: number,
  right: number,
  merged: number,
): void {
  const hash = hashPair(left, right)
  const word = (hash >>> 5) & (mergeFilter.length - 1)
  mergeFilter[word] = (mergeFilter[word] as number) | (1 << (hash & 31))
  const last = mergeSlots.length - 1
  let slot = (hash << 1) & last
  while ((mergeSlots[slot + 1] as number) >= 0) slot = (slot + 2) & last
  mergeSlots[slot] = (left << 14) | (right >>> 4)
  mergeSlots[slot + 1] = ((right & 15) << 18) | merged
}

function hashPair(left: number, right: number): number {
  const product = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)
  return product ^ (product >>> 15)
}
