import { hash } from 'node:crypto'
import type { PartCount } from './request-layout.ts'

/** Counts of message bytes that were seen before: a conversation comes again with every turn. One for each thread. */
export interface MessageCounts {
  /** What `count` answers for these bytes within this scope, asked only where that is not known. */
  recall(scope: string, bytes: Uint8Array, count: () => PartCount): PartCount
}

/** Hashing shorter ones and keeping them costs about as much as counting them. */
export const rememberedFromBytes = 512

const usualBounds = { entries: 16_384, bytes: 4 * 1024 * 1024 }

// Beside the key's characters: the map's slot, the strings' and the count's own objects.
const entryBytes = 160

/** Forgets what was not asked for the longest, beyond so many entries or about so many bytes of memory. */
export function createMessageCounts(bounds: { entries: number; bytes: number } = usualBounds): MessageCounts {
  // A Map keeps the order of insertion: the first key is the one not asked for the longest.
  const known = new Map<string, PartCount>()
  let keptBytes = 0

  function forgetOldest(): void {
    for (const key of known.keys()) {
      if (known.size <= bounds.entries && keptBytes <= bounds.bytes) return
      known.delete(key)
      keptBytes -= entryBytes + key.length
    }
  }

  return {
    recall(scope, bytes, count) {
      const key = `${scope} ${hash('sha256', bytes, 'base64')}`
      const found = known.get(key)
      const counted = found ?? count()
      if (found) known.delete(key)
      else keptBytes += entryBytes + key.length
      known.set(key, counted)
      forgetOldest()
      return counted
    },
  }
}
