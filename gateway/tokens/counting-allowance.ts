/** Limits how much text the main thread counts by itself, for all answers together. */
export interface CountingAllowance {
  /**
   * True if the main thread may count this many characters now. If false, a worker has to count them, because they would
   * delay all other requests.
   */
  take(characters: number): boolean
}

// The slowest text takes a third of a microsecond per character. So this allows 16 ms at once, and later 3 % of the time.
const atOnceCharacters = 48 * 1024
const charactersPerMs = 100

export function createCountingAllowance(monotonicMs: () => number): CountingAllowance {
  let left = atOnceCharacters
  let atMs = monotonicMs()
  return {
    take(characters) {
      const nowMs = monotonicMs()
      left = Math.min(atOnceCharacters, left + (nowMs - atMs) * charactersPerMs)
      atMs = nowMs
      if (characters > left) return false
      left -= characters
      return true
    },
  }
}
