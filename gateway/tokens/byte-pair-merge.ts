import type { MergeTable } from './merge-table.ts'
import { createMergeWindow, type MergeWindow } from './merge-window.ts'

/**
 * Merges bytes `start` to `end`, writes the token ids to `out` from `outStart` on where `out` is given, and answers with
 * their number.
 */
export type BytePairMerge = (
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint32Array | undefined,
  outStart: number,
) => number

/**
 * Exact byte-pair merge in linear time and bounded memory, whatever the length. `usualWindowBytes` is a power of two.
 *
 * A long piece is merged in overlapping windows. That is exact: tokens are what the merge of their bytes gives if and only if
 * this holds for each two neighbours alone (no merge crosses their border then, nor does one in the whole). So a
 * window is cut after one of its tokens, and the next window, which begins there, has to begin with the very token that
 * followed. Should it not, because bytes further right change every merge down to the cut, the piece is
 * merged again in windows four times the size.
 */
export function createBytePairMerge(table: MergeTable, usualWindowBytes = 2048): BytePairMerge {
  const usualWindow = createMergeWindow(table, usualWindowBytes)

  return (bytes, start, end, out, outStart) => {
    let window = usualWindow
    for (;;) {
      const count = mergeByWindows(window, bytes, start, end, out, outStart)
      if (count >= 0) return count
      window = createMergeWindow(table, window.capacityBytes * 4)
    }
  }
}

/** As BytePairMerge, or -1 where two windows do not fit together. */
function mergeByWindows(
  { ids, starts, next, merge, capacityBytes }: MergeWindow,
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint32Array | undefined,
  outStart: number,
): number {
  let count = 0
  let expectedId = -1
  for (let from = start; ; ) {
    const length = Math.min(capacityBytes, end - from)
    const parts = merge(bytes, from, length)
    if (expectedId >= 0 && ids[0] !== expectedId) return -1
    const isLast = from + length === end
    const cutBytes = isLast ? length : length - (length >> 3)
    let part = 0
    while (part < parts && (starts[part] as number) < cutBytes) {
      if (out !== undefined) out[outStart + count] = ids[part] as number
      count++
      part = next[part] as number
    }
    if (isLast) return count
    if (part === parts) return -1
    expectedId = ids[part] as number
    from += starts[part] as number
  }
}
