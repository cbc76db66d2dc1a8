import { scanRequest } from '../chat/request-facts.ts'
import type { RequestHead } from '../chat/request-head.ts'
import type { FindFormat } from './counted-format.ts'
import type { Encodings } from './encodings.ts'
import type { DescribedRequest } from './large-bodies.ts'
import { createMessageCounts } from './message-counts.ts'
import { familyOf } from './model-family.ts'
import { countRequest } from './request-count.ts'

/** Bodies that are read and counted on the main thread, faster than a worker could be asked. */
export interface SmallBodies {
  /** Longer bodies could hold up the main thread for more than 5 ms. */
  limitBytes(): number
  /** Rejects with `request_invalid`. */
  describe(
    format: string,
    head: RequestHead,
    bytes: Buffer,
  ): Promise<{ readonly described: DescribedRequest; readonly bytes: Buffer }>
}

/** Measured on the slowest bodies there are: `npm run bench -- --only tokens`. */
export const smallBytes = 24 * 1024
// Code runs ten times slower until it has been compiled, which its first uses bring about.
const coldBytes = 2 * 1024
const countedBytesPerByte = 4

export function openSmallBodies(encodings: Encodings, findFormat: FindFormat): SmallBodies {
  const messageCounts = createMessageCounts()
  let countedBytes = 0
  return {
    limitBytes: () => Math.min(smallBytes, coldBytes + Math.floor(countedBytes / countedBytesPerByte)),
    async describe(name, head, bytes) {
      const format = findFormat(name)
      const scanned = scanRequest(bytes)
      const facts = format.readFacts({ head, bytes, body: scanned })
      const { model } = facts
      const context = { encoding: await encodings.get(familyOf(model).encoding), model }
      const counted = countRequest(format, bytes, scanned, context, messageCounts)
      countedBytes += bytes.length
      return { described: { facts, counted }, bytes }
    },
  }
}
