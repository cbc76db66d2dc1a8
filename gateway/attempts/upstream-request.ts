// The body that is sent to the provider: the caller's own bytes with the edits that the gateway makes.
import type { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { holdsClientToken } from '../answer/headers.ts'
import { sha256InTurns } from '../bytes/hash-in-turns.ts'
import { type ByteEdit, spliceBytes, splicedPieces } from '../bytes/json-scan.ts'
import type { TextEdit } from '../chat/request-facts.ts'
import { headOf } from '../chat/request-head.ts'
import type { Exchange } from '../exchange.ts'

/**
 * The edited body. A body of more than 1 MiB is sent in pieces, each of which is freed once it is sent; `onSent` is called
 * after the last one. For a shorter body, `onSent` is not called.
 */
export function upstreamBody(
  whole: Buffer,
  edits: readonly TextEdit[],
  onSent: () => void,
): { readonly body: Buffer | Readable; readonly bytes: number } {
  const sorted = inOrder(edits)
  if (whole.length <= smallBytes) {
    const spliced = spliceBytes(whole, sorted)
    return { body: spliced, bytes: spliced.length }
  }
  const pieces = splicedPieces(whole, sorted)
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0)
  // undici accepts any iterable, though its types do not say so: https://undici.nodejs.org/#/docs/api/Dispatcher.md
  const body = inPieces(pieces, onSent) as unknown as Readable
  return { body, bytes }
}

/** The SHA-256 of the edited body. */
export function sha256OfBody(whole: Buffer, edits: readonly TextEdit[]): Promise<string> {
  return sha256InTurns(splicedPieces(whole, inOrder(edits)))
}

function inOrder(edits: readonly TextEdit[]): readonly ByteEdit[] {
  return edits
    .map(({ start, end, text }): ByteEdit => ({ start, end, bytes: Buffer.from(text) }))
    .sort((a, b) => a.start - b.start)
}

const smallBytes = 1024 * 1024

/**
 * Yields a piece when the one before has been sent, and empties `left`. undici keeps the body until the end of the answer,
 * so an array that stayed full would stay in memory as long. Between two pieces the event loop gets a turn, because a system
 * that takes every piece at once would let nothing else run.
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

/** The caller's query without the members that contain a client's token. The format decides which of the rest are sent. */
export function queryOf({ request }: Exchange): string {
  const { query } = headOf(request)
  if (query === '') return ''
  const members = query
    .split('&')
    .filter(member => !holdsClientToken([...new URLSearchParams(member)].join()))
  return members.join('&')
}
