/** How much text the main thread may count by itself, all answers together. */
export interface CountingAllowance {
  /** False: so many characters would hold up everybody else; a worker has to count them. */
  take(characters: number): boolean
}

// The slowest text there is takes a third of a microsecond for each character: 16 ms at once, and 3 % of the time after.
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
