// Merges a bounded number of bytes exactly: always the pair with the lowest rank, the leftmost of several equal ones, until
// no pair merges.

import { findMerge, type MergeTable, noMerge } from './merge-table.ts'
import { codePointAt, widthOf } from './utf8.ts'

/**
 * The parts of a window. Each part is the token `ids[part]`, which begins at byte `starts[part]`, and is followed by part
 * `next[part]`.
 */
interface Parts {
  readonly ids: Int32Array
  readonly starts: Int32Array
  readonly next: Int32Array
  readonly previous: Int32Array
  /** For each part but the last, the token that it and the next part merge into, before any merge was made. */
  readonly merges: Int32Array
  /**
   * A tournament tree over the current merges. The children of node i are 2i and 2i + 1. The root is the lowest rank of all.
   * Going down from the root finds the leftmost part with that rank.
   */
  readonly tree: Int32Array
}

export interface MergeWindow extends Pick<Parts, 'ids' | 'starts' | 'next'> {
  readonly capacityBytes: number
  /** Merges `length` bytes from `start` on. The first part is 0. The `next` of the last part is the returned number. */
  merge(bytes: Uint8Array, start: number, length: number): number
}

/** Takes 28 bytes of memory per byte of capacity. The capacity must be a power of two. */
export function createMergeWindow(table: MergeTable, capacityBytes: number): MergeWindow {
  const parts: Parts = {
    ids: new Int32Array(capacityBytes),
    starts: new Int32Array(capacityBytes),
    next: new Int32Array(capacityBytes),
    previous: new Int32Array(capacityBytes),
    merges: new Int32Array(capacityBytes),
    tree: new Int32Array(2 * capacityBytes),
  }
  return {
    ...parts,
    capacityBytes,
    merge: (bytes, start, length) => {
      const count = beginParts(table, parts, bytes, start, start + length)
      if (count <= fewParts) return mergeFew(table, parts, count)
      mergeMany(table, parts, count)
      return count
    },
  }
}

const fewParts = 16

/** Cuts the bytes into whole characters where that is safe, and into single bytes elsewhere. Returns the number of parts. */
function beginParts(table: MergeTable, parts: Parts, bytes: Uint8Array, start: number, end: number): number {
  const { byteIds, byteMerges, mergeSlots, mergeFilter } = table
  const { ids, starts, merges } = parts
  let count = 0
  let previousByte = -1
  for (let at = start; at < end; count++) {
    const lead = bytes[at] as number
    const whole = lead < 0xc0 ? noMerge : wholeCharacter(table, bytes, at, start, end)
    const id = whole === noMerge ? (byteIds[lead] as number) : whole
    if (previousByte >= 0 && whole === noMerge)
      merges[count - 1] = byteMerges[(previousByte << 8) | lead] as number
    else if (count > 0) merges[count - 1] = findMerge(mergeSlots, mergeFilter, ids[count - 1] as number, id)
    ids[count] = id
    starts[count] = at - start
    previousByte = whole === noMerge ? lead : -1
    at += whole === noMerge ? 1 : widthOf(lead)
  }
  return count
}

/**
 * The token of the character of two or three bytes at `at`, if the merge may start with the whole character. Else noMerge.
 */
function wholeCharacter(
  table: MergeTable,
  bytes: Uint8Array,
  at: number,
  start: number,
  end: number,
): number {
  const { characterIds, borderRanks } = table
  const lead = bytes[at] as number
  const after = at + widthOf(lead)
  if (lead >= 0xf0 || after > end) return noMerge
  const last = bytes[after - 1] as number
  const id = characterIds[codePointAt(bytes, at)] as number
  if (at > start && id >= (borderRanks[((bytes[at - 1] as number) << 8) | lead] as number)) return noMerge
  if (after < end && id >= (borderRanks[(last << 8) | (bytes[after] as number)] as number)) return noMerge
  return id
}

/**
 * Used for few parts, where searching all of them is faster than a tree. It leaves no gaps, and returns the number of parts
 * left.
 */
function mergeFew({ mergeSlots, mergeFilter }: MergeTable, parts: Parts, count: number): number {
  const { ids, starts, next, merges } = parts
  let left = count
  for (;;) {
    let lowest = noMerge
    let part = 0
    for (let each = 0; each < left - 1; each++) {
      const merged = merges[each] as number
      if (merged < lowest) {
        lowest = merged
        part = each
      }
    }
    if (lowest === noMerge) break
    left--
    for (let each = part + 1; each < left; each++) {
      ids[each] = ids[each + 1] as number
      starts[each] = starts[each + 1] as number
      merges[each] = merges[each + 1] as number
    }
    ids[part] = lowest
    if (part + 1 < left) merges[part] = findMerge(mergeSlots, mergeFilter, lowest, ids[part + 1] as number)
    if (part > 0) merges[part - 1] = findMerge(mergeSlots, mergeFilter, ids[part - 1] as number, lowest)
  }
  for (let part = 0; part < left; part++) next[part] = part + 1
  return left
}

function mergeMany({ mergeSlots, mergeFilter }: MergeTable, parts: Parts, count: number): void {
  const { ids, next, previous, tree } = parts
  const leaves = 1 << (32 - Math.clz32(count - 1))
  plantTree(parts, count, leaves)
  for (let lowest = tree[1] as number; lowest !== noMerge; lowest = tree[1] as number) {
    const part = leftmost(tree, leaves, lowest)
    const right = next[part] as number
    const after = next[right] as number
    const before = previous[part] as number
    ids[part] = lowest
    next[part] = after
    tree[leaves + right] = noMerge
    if (after < count) {
      previous[after] = part
      tree[leaves + part] = findMerge(mergeSlots, mergeFilter, lowest, ids[after] as number)
    } else tree[leaves + part] = noMerge
    if (before >= 0) tree[leaves + before] = findMerge(mergeSlots, mergeFilter, ids[before] as number, lowest)
    replayAbove(tree, (leaves + Math.max(before, 0)) >> 1, (leaves + part) >> 1, (leaves + right) >> 1)
  }
}

function plantTree({ next, previous, merges, tree }: Parts, count: number, leaves: number): void {
  for (let part = 0; part < count; part++) {
    previous[part] = part - 1
    next[part] = part + 1
    tree[leaves + part] = part + 1 < count ? (merges[part] as number) : noMerge
  }
  for (let node = leaves + count; node < 2 * leaves; node++) tree[node] = noMerge
  for (let node = leaves - 1; node > 0; node--) replay(tree, node)
}

function replay(tree: Int32Array, node: number): void {
  tree[node] = lower(tree[2 * node] as number, tree[2 * node + 1] as number)
}

/** Updates the tree after the children of three nodes changed. The nodes must be given from left to right. */
function replayAbove(tree: Int32Array, first: number, second: number, third: number): void {
  let left = first
  let middle = second
  let right = third
  while (left !== right) {
    replay(tree, left)
    replay(tree, middle)
    replay(tree, right)
    left >>= 1
    middle >>= 1
    right >>= 1
  }
  replay(tree, left)
  let lowest = tree[left] as number
  for (let node = left; node > 1; node >>= 1) {
    lowest = lower(lowest, tree[node ^ 1] as number)
    tree[node >> 1] = lowest
  }
}

/** The first part whose merge has this rank, which must be the lowest. */
function leftmost(tree: Int32Array, leaves: number, rank: number): number {
  let node = 1
  while (node < leaves) node = 2 * node + ((rank - (tree[2 * node] as number)) >>> 31)
  return node - leaves
}

/** The lower of two numbers from 0 to 2^31 - 1. It has no branch, because the processor could not predict one here. */
function lower(a: number, b: number): number {
  const difference = a - b
  return b + (difference & (difference >> 31))
}
