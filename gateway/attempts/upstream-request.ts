// The bytes that leave: the caller's own, with the few splices that may be made to them.
import type { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type ByteEdit, spliceBytes, splicedPieces } from '../bytes/json-scan.ts'
import type { Exchange } from '../exchange.ts'
import type { RequestFacts } from '../formats/wire-protocol.ts'

/**
 * The body with the provider's model name and, in streams, the wish for usage; a long one in pieces, of which nothing is kept
 * when they have left: then `onSent` is called.
 */
export function upstreamBody(
  whole: Buffer,
  facts: RequestFacts,
  model: string,
  onSent: () => void,
): { readonly body: Buffer | Readable; readonly bytes: number } {
  const edits: ByteEdit[] = facts.usageEdits.map(({ start, end, text }) => ({
    start,
    end,
    bytes: Buffer.from(text),
  }))
  if (model !== facts.model) edits.push({ ...facts.modelValue, bytes: Buffer.from(JSON.stringify(model)) })
  const sorted = edits.toSorted((a, b) => a.start - b.start)
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

/** `?beta=true` and the like belong to the provider. */
export function queryOf({ request }: Exchange): string {
  const url = request.url ?? ''
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark)
}
