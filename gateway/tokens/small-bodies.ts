import type { ScannedObject } from '../bytes/json-scan.ts'
import { scanRequest } from '../chat/request-facts.ts'
import type { WireFormat } from '../contract/chat.ts'
import { protocolOf } from '../formats/index.ts'
import type { RequestFacts } from '../formats/wire-protocol.ts'
import type { Encodings } from './encodings.ts'
import { createMessageCounts } from './message-counts.ts'
import { familyOf } from './model-family.ts'
import { countRequest } from './request-count.ts'
import type { RequestCount } from './request-layout.ts'

/** Bodies that are read and counted on the main thread, faster than a worker could be asked. */
export interface SmallBodies {
  /** Longer bodies could hold up the main thread for more than 5 ms. */
  limitBytes(): number
  /** Throws `request_invalid`. */
  read(format: WireFormat, bytes: Buffer): { readonly facts: RequestFacts; readonly scanned: ScannedObject }
  /** As the model counts what `format` says of it, before its ratio. `scanned` is what `read` found. */
  count(format: WireFormat, bytes: Buffer, scanned: ScannedObject, model: string): Promise<RequestCount>
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
    read(format, bytes) {
      const scanned = scanRequest(bytes)
      return { facts: protocolOf(format).readFacts(bytes, scanned), scanned }
    },
    async count(format, bytes, scanned, model) {
      const context = { encoding: await encodings.get(familyOf(model).encoding), model }
      const counted = countRequest(protocolOf(format), bytes, scanned, context, messageCounts)
      countedBytes += bytes.length
      return counted
    },
  }
}
