const toleratedSetBackMs = 60_000
// A machine may have slept for days, and its monotonic clock with it.
const toleratedLeapMs = 7 * 86_400_000

export interface Clocks {
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds from anywhere, never set. */
  readonly monotonicMs: () => number
}

/** The ledger's time never goes back, so that a clock that is set back grants nothing. */
export function createLedgerClock(newestKnownMs: number, { now, monotonicMs }: Clocks) {
  let newestMs = newestKnownMs
  let offsetMs = now() - monotonicMs()
  let leaptMs = 0

  function look(): number {
    const wallMs = now()
    const seenMs = wallMs - monotonicMs()
    if (seenMs - offsetMs > toleratedLeapMs) leaptMs = seenMs - offsetMs
    offsetMs = seenMs
    return wallMs
  }

  return {
    read(): number {
      newestMs = Math.max(newestMs, look())
      return newestMs
    },
    /** The wall clock is behind what the ledger has seen: it stays in its window until the clock has caught up. */
    get isSetBack(): boolean {
      return look() < newestMs - toleratedSetBackMs
    },
    /** By how much the wall clock last jumped far forward in this run; 0: it did not. */
    get leaptMs(): number {
      look()
      return leaptMs
    },
  }
}
