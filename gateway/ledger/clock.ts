const toleratedSetBackMs = 60_000
// A machine may have slept for days, and its monotonic clock with it.
const toleratedLeapMs = 7 * 86_400_000

export interface Clocks {
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds from anywhere, never set. */
  readonly monotonicMs: () => number
}

export type LedgerClock = ReturnType<typeof createLedgerClock>

/**
 * The ledger's time never goes back by itself, so that a clock that is set back grants nothing. It follows the wall
 * clock, and where that is behind, it stands still until the wall clock has caught up: so an instant of the ledger to
 * come is the same instant on the wall, and `read()` is never the time from which a caller has to wait. `wallMs()` is.
 */
export function createLedgerClock(newestKnownMs: number, { now, monotonicMs }: Clocks) {
  let newestMs = newestKnownMs
  let offsetMs = now() - monotonicMs()
  let leaptMs = 0

  function look(): number {
    const wallMs = now()
    const seenMs = wallMs - monotonicMs()
    const jumpMs = seenMs - offsetMs
    if (jumpMs > toleratedLeapMs) leaptMs = jumpMs
    if (jumpMs < -toleratedSetBackMs) leaptMs = 0 // undone: from here on `aheadMs` tells it
    offsetMs = seenMs
    return wallMs
  }

  return {
    read(): number {
      newestMs = Math.max(newestMs, look())
      return newestMs
    },
    /** What the machine's clock says: the time that callers and people wait from. */
    wallMs: look,
    /**
     * By how much the ledger has seen a later time than the wall clock now says, in this run or before it: a clock that
     * was ahead and was put right, or one that was set back. 0: it has not, or by less than a minute.
     */
    get aheadMs(): number {
      const aheadMs = newestMs - look()
      return aheadMs > toleratedSetBackMs ? aheadMs : 0
    },
    /** By how much the wall clock last jumped far forward in this run, and still is; 0: it did not. */
    get leaptMs(): number {
      look()
      return leaptMs
    },
    /** A person says that the wall clock is right: the ledger goes on from `atMs`, which `wallMs` gave. */
    correct(atMs: number): void {
      newestMs = atMs
      leaptMs = 0
    },
  }
}
