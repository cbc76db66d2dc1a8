import { hash } from 'node:crypto'
import type { PartCount } from './request-layout.ts'

/**
 * Remembers the counts of messages, because a conversation sends its earlier messages again with every turn. Each thread has
 * its own.
 */
export interface MessageCounts {
  /** Gives what `count` returned before for these bytes and this scope. Calls `count` only if that is not known. */
  recall(scope: string, bytes: Uint8Array, count: () => PartCount): PartCount
}

/** Shorter messages are not remembered, because hashing and storing takes about as long as counting them. */
export const rememberedFromBytes = 512

const usualBounds = { entries: 16_384, bytes: 4 * 1024 * 1024 }

// The memory of an entry without the key's characters: the slot in the Map, and the objects of the strings and the count.
const entryBytes = 160

/**
 * Keeps at most this many entries and about this many bytes of memory. Forgets first what was not used for the longest time.
 */
export function createMessageCounts(bounds: { entries: number; bytes: number } = usualBounds): MessageCounts {
  // A Map keeps the order of insertion, so its first key is the one that was not used for the longest time.
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
