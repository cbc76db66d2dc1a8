import type { ScannedObject } from '../bytes/json-scan.ts'
import type { CountedFormat } from './counted-format.ts'
import type { Encodings } from './encodings.ts'
import { createMessageCounts } from './message-counts.ts'
import { familyOf } from './model-family.ts'
import { countRequest } from './request-count.ts'
import type { RequestCount } from './request-layout.ts'

/** Bodies that are counted on the main thread, faster than a worker could be asked. */
export interface SmallBodies {
  /** Longer bodies could hold up the main thread for more than 5 ms. */
  limitBytes(): number
  /** As the model counts it, before its ratio. `scanned` is the scan of the bytes. */
  count(format: CountedFormat, bytes: Buffer, scanned: ScannedObject, model: string): Promise<RequestCount>
}

/** Measured on the slowest bodies there are: `npm run bench -- --only tokens`. */
export const smallBytes = 24 * 1024
// Code runs ten times slower until it has been compiled, which its first uses bring about.
const coldBytes = 2 * 1024
const countedBytesPerByte = 4

export function openSmallBodies(encodings: Encodings): SmallBodies {
  const messageCounts = createMessageCounts()
  let countedBytes = 0
  return {
    limitBytes: () => Math.min(smallBytes, coldBytes + Math.floor(countedBytes / countedBytesPerByte)),
    async count(format, bytes, scanned, model) {
      const context = { encoding: await encodings.get(familyOf(model).encoding), model }
      const counted = countRequest(format, bytes, scanned, context, messageCounts)
      countedBytes += bytes.length
      return counted
    },
  }
}
