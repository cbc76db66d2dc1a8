import type { ReadingPace } from '../bytes/relay.ts'
import type { ByteRange, SecretFilter } from './secret-filter.ts'

const asterisk = 0x2a

/** Replaces the provider's key by asterisks, of the same length. A provider may repeat its key, for example in an error. */
export function withoutSecret(bytes: Uint8Array, filter: SecretFilter | undefined): Uint8Array {
  return filter === undefined ? bytes : strikeOut(bytes, filter.find(bytes))
}

/** Does what `withoutSecret` does, for bytes that may be many. */
export async function withoutSecretInTurns(
  bytes: Uint8Array,
  filter: SecretFilter | undefined,
  pace: ReadingPace,
): Promise<Uint8Array> {
  return filter === undefined ? bytes : strikeOut(bytes, await filter.findInTurns(bytes, pace))
}

/**
 * The same bytes if there are no ranges, else a copy with asterisks in the ranges. The part of a range before offset 0 is
 * ignored.
 */
export function strikeOut(bytes: Uint8Array, ranges: readonly ByteRange[]): Uint8Array {
  if (ranges.length === 0) return bytes
  const struck = Buffer.from(bytes)
  for (const [start, end] of ranges) if (end > 0) struck.fill(asterisk, Math.max(0, start), end)
  return struck
}
