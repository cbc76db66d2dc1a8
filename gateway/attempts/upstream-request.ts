// The bytes that leave: the caller's own, with the few splices that may be made to them.
import type { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { holdsClientToken } from '../answer/headers.ts'
import { type ByteEdit, spliceBytes, splicedPieces } from '../bytes/json-scan.ts'
import type { TextEdit } from '../chat/request-facts.ts'
import { headOf } from '../chat/request-head.ts'
import type { Exchange } from '../exchange.ts'

/** The edited body; a long one in pieces, of which nothing is kept when they have left: then `onSent` is called. */
export function upstreamBody(
  whole: Buffer,
  edits: readonly TextEdit[],
  onSent: () => void,
): { readonly body: Buffer | Readable; readonly bytes: number } {
  const sorted = edits
    .map(({ start, end, text }): ByteEdit => ({ start, end, bytes: Buffer.from(text) }))
    .sort((a, b) => a.start - b.start)
  if (whole.length <= smallBytes) {
    const spliced = spliceBytes(whole, sorted)
    return { body: spliced, bytes: spliced.length }
  }
  const pieces = splicedPieces(whole, sorted)
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0)
  // undici takes any iterable, though its types do not say so: https://undici.nodejs.org/#/docs/api/Dispatcher.md
  const body = inPieces(pieces, onSent) as unknown as Readable
  return { body, bytes }
}

const smallBytes = 1024 * 1024

/**
 * Gives the next piece when the one before has left, and empties `left`: undici keeps what it was given, a buffer or this,
 * until the answer's end. Others have a turn between two: a system that takes every piece at once would keep them out.
 */
async function* inPieces(left: Uint8Array[], onSent: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (let piece = left.shift(); piece; piece = left.shift())
      for (let from = 0; from < piece.length; from += smallBytes) {
        yield piece.subarray(from, from + smallBytes)
        await nextTurn()
      }
  } finally {
    left.length = 0
    onSent()
  }
}

/** The caller's query without what holds its credential. Which members of it may pass is for the format to say. */
export function queryOf({ request }: Exchange): string {
  const { query } = headOf(request)
  if (query === '') return ''
  const members = query
    .split('&')
    .filter(member => !holdsClientToken([...new URLSearchParams(member)].join()))
  return members.join('&')
}
