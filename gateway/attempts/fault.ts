// Why an attempt gave no answer, in words that no provider or format owns. What happens next depends on the kind alone, but for
// targets that were not asked.
import type { GatewayError } from '../errors.ts'

export const faultKinds = [
  /** No connection: the name is unknown, nobody listens, or TLS fails. No byte of the request left. */
  'unreachable',
  /** Nothing on this machine can be reached: no network. */
  'offline',
  /** The connection broke, or what came is no answer of the format. */
  'broken',
  /** A limit on the time to the headers or to the first content was passed. */
  'late',
  /** The answer came with fewer tokens per second than its limit. */
  'slow',
  /** A limit on requests or tokens of a key. */
  'rate-limited',
  'overloaded',
  /** A server of one's own has enough to do. It is well, and a place comes free soon. */
  'busy',
  'server-error',
  /** The account has no money or quota left. Waiting for some minutes does not help. */
  'quota',
  /** The key is locked, unknown or not allowed to do this. */
  'key-refused',
  'model-gone',
  'context-overflow',
  /** The content goes against the provider's policy. */
  'content-refused',
  /** Encrypted reasoning that this provider or key cannot open. */
  'seal-refused',
  /** Anything else in the request that the provider does not take. */
  'request-refused',
  /** It was not asked, for a reason of the gateway's own: see `SkipReason`. */
  'skipped',
] as const

export type FaultKind = (typeof faultKinds)[number]

export interface Fault {
  readonly kind: FaultKind
  /** How long the provider wants callers to wait, as a delay from when it said so. At most a day. */
  readonly retryAfterMs?: number | undefined
  /** The HTTP status of the answer. Undefined if there was none. */
  readonly status?: number | undefined
  /** The gateway's own error, if it was not the provider that said so. */
  readonly code?: GatewayError['code'] | undefined
  /** For a person: what happened. Never a credential. */
  readonly reason: string
}
