// Runs the log writer's worker with a wall clock that is set back a day each time it is read, while the monotonic clock goes
// on.
let wallMs = Date.now()
let monotonicMs = 0
Date.now = () => {
  wallMs -= 86_400_000
  return wallMs
}
performance.now = () => {
  monotonicMs += 61_000
  return monotonicMs
}
await import('../../gateway/workers/log-writer.ts')
