/**
 * Runs `act` when it is called, but not again until so much time of a clock that nobody sets has passed: one that is set
 * back would put it off until it has caught up.
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
