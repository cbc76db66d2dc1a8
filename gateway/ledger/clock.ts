const toleratedSetBackMs = 60_000
// A machine may sleep for days, during which its monotonic clock may stand still.
const toleratedLeapMs = 7 * 86_400_000

export interface Clocks {
  /** The wall clock, in milliseconds since 1970. */
  readonly now: () => number
  /** The monotonic clock, in milliseconds from any starting point. It is never set. */
  readonly monotonicMs: () => number
}

export type LedgerClock = ReturnType<typeof createLedgerClock>

/**
 * Keeps the ledger's time, which never goes back by itself, so that setting the clock back frees no budget. It follows the
 * wall clock. If the wall clock is behind, it stands still until the wall clock has caught up, so a future time of the
 * ledger is the same time on the wall clock. A caller that has to wait until such a time must count from `wallMs()` and not
 * from `read()`.
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
    // The jump was undone. From here on `aheadMs` shows that the clock was ahead.
    if (jumpMs < -toleratedSetBackMs) leaptMs = 0
    offsetMs = seenMs
    return wallMs
  }

  return {
    read(): number {
      newestMs = Math.max(newestMs, look())
      return newestMs
    },
    /** The time of the machine's clock. Callers and people count their waiting from it. */
    wallMs: look,
    /**
     * By how much the ledger's time is ahead of the wall clock. That happens if the clock was ahead and was put right, in
     * this run or before it, or if it was set back. 0 if it is ahead by less than a minute or not at all.
     */
    get aheadMs(): number {
      const aheadMs = newestMs - look()
      return aheadMs > toleratedSetBackMs ? aheadMs : 0
    },
    /** By how much the wall clock last jumped far forward in this run. 0 if it did not, or if the jump was undone. */
    get leaptMs(): number {
      look()
      return leaptMs
    },
    /**
     * To be called when a person says that the wall clock is right. The ledger's time goes on from `atMs`, a value of
     * `wallMs`.
     */
    correct(atMs: number): void {
      newestMs = atMs
      leaptMs = 0
    },
  }
}
