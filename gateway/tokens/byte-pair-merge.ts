import type { MergeTable } from './merge-table.ts'
import { createMergeWindow, type MergeWindow } from './merge-window.ts'

/**
 * Merges bytes `start` to `end` and returns the number of tokens. If `out` is given, writes the token ids to it, from
 * `outStart` on.
 */
export type BytePairMerge = (
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint32Array | undefined,
  outStart: number,
) => number

/**
 * Makes an exact byte-pair merge that takes linear time and bounded memory, whatever the length of a piece.
 * `usualWindowBytes` must be a power of two.
 *
 * A long piece is merged in overlapping windows. The result is exact for this reason: a row of tokens is the right merge of
 * its bytes if and only if each two neighbours are the right merge of their own bytes. (Then no merge crosses the border
 * between them, neither in the two alone nor in the whole.) So a window is cut after one of its tokens, the next window
 * begins there, and its first token must be the one that followed the cut in the window before. It can differ if bytes
 * further right change every merge back to the cut. Then the whole piece is merged again, with windows of four times the
 * size.
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

/** Does what BytePairMerge says, or returns -1 if the tokens of two windows do not fit together. */
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
