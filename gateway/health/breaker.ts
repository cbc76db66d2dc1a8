// A circuit breaker as a pure state machine: state and event in, state out. Time passes by itself, so a breaker that is open
// becomes half open without any event. https://martinfowler.com/bliki/CircuitBreaker.html

export type Breaker = ClosedBreaker | OpenBreaker

export interface ClosedBreaker {
  readonly type: 'closed'
  /** The times of the last faults without a success between them, oldest first. */
  readonly faultsAtMs: readonly number[]
}

export interface OpenBreaker {
  readonly type: 'open'
  readonly openedAtMs: number
  /** From then on, one request may try. */
  readonly untilMs: number
  /** How often it has opened since it was last closed. */
  readonly openings: number
  /** True while a request tries. */
  readonly isProbed: boolean
  /** The last fault, for a person. */
  readonly reason: string
}

export type BreakerEvent =
  | { readonly type: 'begun' }
  /** The request that was trying is over, and nothing is known of how the provider does. */
  | { readonly type: 'freed' }
  | {
      readonly type: 'failed'
      /** True for the request that was trying. */
      readonly isProbe: boolean
      /** Calls and faults of the last minute, this one included. */
      readonly calls: number
      readonly faults: number
      readonly reason: string
      /** From 0 to 1. */
      readonly random: number
    }
  | { readonly type: 'answered'; readonly isProbe: boolean; readonly begunAtMs: number }

export interface BreakerRules {
  /** It opens after this many faults in a row. */
  readonly faultsInARow: number
  /** Undefined if only faults in a row count. */
  readonly share?: { readonly leastCalls: number; readonly faultsPerCall: number }
}

/** Of one model with one key. */
export const modelRules: BreakerRules = {
  faultsInARow: 4,
  share: { leastCalls: 8, faultsPerCall: 0.6 },
}

/** Of a provider's server, where no connection can be made. */
export const hostRules: BreakerRules = { faultsInARow: 3 }

const inARowWithinMs = 120_000
const firstOpenMs = 30_000
const longestOpenMs = 300_000
/** The time is longer or shorter by up to this part, so that gateways do not try all at once. */
const jitter = 0.2

/** A single object, so that successes, which are nearly all events, cost nothing. */
export const closedBreaker: ClosedBreaker = { type: 'closed', faultsAtMs: [] }

/** `probing`: a request tries, and all others are to go elsewhere. */
export function phaseOf(breaker: Breaker, nowMs: number): 'closed' | 'open' | 'half-open' | 'probing' {
  if (breaker.type === 'closed') return 'closed'
  if (breaker.isProbed) return 'probing'
  return nowMs < breaker.untilMs ? 'open' : 'half-open'
}

/** The breaker after the event. The same object if nothing has changed. */
export function nextBreaker(
  breaker: Breaker,
  event: BreakerEvent,
  nowMs: number,
  rules: BreakerRules,
): Breaker {
  return breaker.type === 'closed'
    ? nextOfClosed(breaker, event, nowMs, rules)
    : nextOfOpen(breaker, event, nowMs)
}

function nextOfClosed(
  breaker: ClosedBreaker,
  event: BreakerEvent,
  nowMs: number,
  { faultsInARow, share }: BreakerRules,
): Breaker {
  if (event.type === 'answered') return closedBreaker
  if (event.type !== 'failed') return breaker
  const recent = breaker.faultsAtMs.filter(atMs => nowMs - atMs < inARowWithinMs)
  const faultsAtMs = [...recent, nowMs].slice(-faultsInARow)
  const { calls, faults } = event
  const isTooManyOfAll = share && calls >= share.leastCalls && faults >= share.faultsPerCall * calls
  if (faultsAtMs.length < faultsInARow && !isTooManyOfAll) return { type: 'closed', faultsAtMs }
  return opened(1, event, nowMs)
}

function nextOfOpen(breaker: OpenBreaker, event: BreakerEvent, nowMs: number): Breaker {
  switch (event.type) {
    case 'begun':
      return phaseOf(breaker, nowMs) === 'half-open' ? { ...breaker, isProbed: true } : breaker
    case 'freed':
      return breaker.isProbed ? { ...breaker, isProbed: false } : breaker
    case 'failed':
      // What was sent before it opened, or although it is open, says nothing new.
      return event.isProbe ? opened(breaker.openings + 1, event, nowMs) : breaker
    case 'answered':
      // An answer that was under way before does not show that the faults are over.
      return event.isProbe || event.begunAtMs >= breaker.openedAtMs ? closedBreaker : breaker
    default:
      return event satisfies never
  }
}

function opened(
  openings: number,
  { random, reason }: Extract<BreakerEvent, { readonly type: 'failed' }>,
  nowMs: number,
): OpenBreaker {
  const openMs = Math.min(longestOpenMs, firstOpenMs * 2 ** (openings - 1))
  const untilMs = nowMs + openMs * (1 - jitter + 2 * jitter * random)
  return { type: 'open', openedAtMs: nowMs, untilMs, openings, isProbed: false, reason }
}
