/**
 * Runs `act` when it is called, but at most once per `intervalMs`. `monotonicMs` must be a clock that nobody can set: if a
 * clock were set back, `act` would not run until that clock had caught up.
 */
export function atIntervals<Args extends readonly unknown[]>(
  intervalMs: number,
  monotonicMs: () => number,
  act: (...args: Args) => void,
): (...args: Args) => void {
  let lastMs = Number.NEGATIVE_INFINITY
  return (...args) => {
    const nowMs = monotonicMs()
    if (nowMs - lastMs < intervalMs) return
    lastMs = nowMs
    act(...args)
  }
}
