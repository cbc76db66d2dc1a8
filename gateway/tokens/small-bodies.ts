import type { ScannedObject } from '../bytes/json-scan.ts'
import type { CountedFormat } from './counted-format.ts'
import type { Encodings } from './encodings.ts'
import { createMessageCounts } from './message-counts.ts'
import { familyOf } from './model-family.ts'
import { countRequest } from './request-count.ts'
import type { RequestCount } from './request-layout.ts'

/** Counts bodies on the main thread that are so small that asking a worker would take longer. */
export interface SmallBodies {
  /** The length up to which a body may be counted here. A longer one could block the main thread for more than 5 ms. */
  limitBytes(): number
  /** Counts the tokens before the model's ratio is applied. `scanned` is the scan of the bytes. */
  count(format: CountedFormat, bytes: Buffer, scanned: ScannedObject, model: string): Promise<RequestCount>
}

/** Measured on the slowest kinds of bodies: `npm run bench -- --only tokens`. */
export const smallBytes = 24 * 1024
// Until V8 has compiled the code, which the first uses bring about, it runs ten times slower. So only short bodies are taken
// at first.
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
