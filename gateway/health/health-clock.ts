import type { Clocks } from '../ledger/clock.ts'

const leastSleepMs = 10_000
const mostSleepMs = 24 * 3_600_000
const settlingMs = 5000

export type HealthClock = ReturnType<typeof createHealthClock>

/**
 * A clock for pauses: monotonic, but it goes on while the machine sleeps, which monotonic clocks of most systems do not. A
 * sleep shows in the wall clock being ahead by more than ten seconds at once. A wall clock that is set ahead looks the same,
 * and ends pauses early; one that is set back changes nothing.
 */
export function createHealthClock({ now, monotonicMs }: Clocks) {
  let offsetMs = now() - monotonicMs()
  let sleptMs = 0
  let wokeAtMs = Number.NEGATIVE_INFINITY

  function readMs(): number {
    const monotonic = monotonicMs()
    const seenMs = now() - monotonic
    const jumpMs = seenMs - offsetMs
    offsetMs = seenMs
    if (jumpMs > leastSleepMs) {
      sleptMs += Math.min(mostSleepMs, jumpMs)
      wokeAtMs = monotonic + sleptMs
    }
    return monotonic + sleptMs
  }

  return {
    readMs,
    /** True for five seconds after a sleep was noticed: what fails then, the sleep has broken. `atMs` is from `readMs`. */
    isJustAwake: (atMs: number): boolean => atMs - wokeAtMs < settlingMs,
    /** The same instant on the wall clock, as a person reads it. */
    wallMs: (atMs: number): number => now() + atMs - readMs(),
  }
}
