// The log writer's worker on a machine whose clock is set back a day each time it is looked at, while time goes on.
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
