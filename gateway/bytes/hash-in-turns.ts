import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Hashing this much takes about a millisecond. */
const pieceBytes = 1024 * 1024

/** The SHA-256 of all pieces together, in hexadecimal. The event loop gets a turn after each MiB. */
export async function sha256InTurns(pieces: Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for (const piece of pieces)
    for (let from = 0; from < piece.length; from += pieceBytes) {
      if (from > 0) await nextTurn()
      hash.update(piece.subarray(from, from + pieceBytes))
    }
  return hash.digest('hex')
}
