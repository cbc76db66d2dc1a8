// What a caller is expected to get when a provider or its network fails: with one target, and with a second one behind it.
import type { ErrorCode } from '../../gateway/errors.ts'
import type { Fault, Question } from './fault-rig.ts'
import type { Wire } from './translation-rig.ts'

/** What the caller of one target gets. */
export type Expected =
  /** The proper answer, byte for byte. `pings`: what the provider sent after it follows. */
  | { readonly type: 'answered'; readonly pings?: boolean }
  /** The provider's refusal, byte for byte. */
  | { readonly type: 'passed-on'; readonly status: number; readonly says: string }
  /** An error of the gateway's own, in the caller's format. Nothing of the answer has reached the caller. */
  | { readonly type: 'refused'; readonly code: ErrorCode }
  /** The events until then, the gateway's own error as the last one, and a closed connection. */
  | { readonly type: 'broken-off'; readonly code: ErrorCode }
  /** A stream whose last event is the provider's own error. */
  | { readonly type: 'failed-within'; readonly hasSpoken: boolean }
  /** Status 200 and the provider's bytes, although they are no proper answer. */
  | { readonly type: 'taken-as-it-is' }

export interface FaultRow {
  readonly name: string
  readonly fault: Fault
  readonly stream: Expected
  readonly whole: Expected
  /** Formats whose streams are to end differently. */
  readonly streamsOf?: Partial<Readonly<Record<Wire, Expected>>>
  readonly wholeOf?: Partial<Readonly<Record<Wire, Expected>>>
  /** What comes instead if the answer is translated, so that its bytes cannot be passed on. */
  readonly translated?: { readonly stream: Expected; readonly whole: Expected }
  /** Formats whose streams have reported all that was used before they broke off, so that the cost is exact. */
  readonly reportedBy?: readonly Wire[]
  /** The same for answers that come whole, in every format. */
  readonly isWholeReported?: boolean
  /** True if it cannot be known whether the request has reached the provider. By default it has. */
  readonly isSentUnknown?: boolean
  /** `retry-after` as the caller gets it. */
  readonly retryAfter?: string
}

/** What a route with a second target has to give for the same fault, if that target is well. */
export type ExpectedWithFallback =
  /** What the first target gives: its answer, or its refusal of a request that is wrong for every target. */
  | 'first target'
  /** The second target's answer. Nothing but pings may have reached the caller before it. */
  | 'second target'
  /** The error event of the first target. A caller that has content already is never given another one's. */
  | 'error event'

export function expectWithFallback(expected: Expected): ExpectedWithFallback {
  switch (expected.type) {
    case 'answered':
    case 'taken-as-it-is':
      return 'first target'
    case 'passed-on':
      return expected.status === 400 ? 'first target' : 'second target'
    case 'refused':
      return 'second target'
    case 'broken-off':
      return 'error event'
    case 'failed-within':
      return expected.hasSpoken ? 'error event' : 'second target'
    default:
      return expected satisfies never
  }
}

/** The column of a row that a question belongs to. */
export function expectedOf(row: FaultRow, { wire, of = wire, stream }: Question): Expected {
  const { translated } = row
  if (of !== wire && translated) return stream ? translated.stream : translated.whole
  return stream ? (row.streamsOf?.[of] ?? row.stream) : (row.wholeOf?.[of] ?? row.whole)
}

/** When the provider becomes slower than the gateway waits: before it has said anything, or after that. */
export type Slowness = 'never' | 'at first' | 'later'

export function slownessOf({ stream, whole }: FaultRow): Slowness {
  const isLate = (expected: Expected) => 'code' in expected && expected.code === 'upstream_timeout'
  if (!isLate(whole)) return 'never'
  return stream.type === 'refused' ? 'at first' : 'later'
}
