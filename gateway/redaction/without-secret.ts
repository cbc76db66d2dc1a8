import type { ReadingPace } from '../bytes/relay.ts'
import type { ByteRange, SecretFilter } from './secret-filter.ts'

const asterisk = 0x2a

/** A provider that repeats its key, in an error for example, would hand it to the caller. The length stays. */
export function withoutSecret(bytes: Uint8Array, filter: SecretFilter | undefined): Uint8Array {
  return filter === undefined ? bytes : strikeOut(bytes, filter.find(bytes))
}

/** The same for what may be long. */
export async function withoutSecretInTurns(
  bytes: Uint8Array,
  filter: SecretFilter | undefined,
  pace: ReadingPace,
): Promise<Uint8Array> {
  return filter === undefined ? bytes : strikeOut(bytes, await filter.findInTurns(bytes, pace))
}

/** The same bytes where there is nothing to strike out, else a copy with asterisks. What is before the start is left out. */
export function strikeOut(bytes: Uint8Array, ranges: readonly ByteRange[]): Uint8Array {
  if (ranges.length === 0) return bytes
  const struck = Buffer.from(bytes)
  for (const [start, end] of ranges) if (end > 0) struck.fill(asterisk, Math.max(0, start), end)
  return struck
}
