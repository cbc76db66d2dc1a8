// Tells which two neighbouring tokens merge, and into which token. It is a hash table with open addressing. Each pair and
// its merge are packed into two numbers.

/** Means that two tokens do not merge. A token's id is also its rank, and ids are below 2^18. */
export const noMerge = 0x7fffffff

export interface MergeTable {
  /** The id of each single byte's token. */
  readonly byteIds: Int32Array
  /**
   * For two single bytes, at `first << 8 | second`: the token that they merge into, or noMerge. Most look-ups are of this
   * kind.
   */
  readonly byteMerges: Int32Array
  /**
   * One pair for each token. One pair is enough: when a run of merges makes a token, no merge has crossed the token's ends
   * before. So the merges inside are those of its bytes alone, and always end with the same pair.
   * The number of slots is a power of two, and each slot has two numbers: left << 14 | right >> 4, and then (right & 15) <<
   * 18 | merged. The second number is -1 if the slot is free.
   */
  readonly mergeSlots: Int32Array
  /**
   * A bit for each hash value in `mergeSlots`. Most pairs do not merge, and this smaller table, which fits the processor's
   * cache, usually shows that without a look-up in `mergeSlots`.
   */
  readonly mergeFilter: Int32Array
  /** For each code point of two or three UTF-8 bytes, the token of the whole character, or noMerge. */
  readonly characterIds: Int32Array
  /**
   * Index: `last byte << 8 | first byte` of two neighbouring characters. Value: the lowest rank of a token that crosses such
   * a border and contains only a part of a character, or noMerge.
   * If a character's token has a lower rank than the values of both its borders, the character is merged before any other
   * token could take a part of it, because ranks only rise during a run of merges. So the merge may start with the whole
   * character.
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
