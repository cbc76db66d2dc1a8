import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SpeedProbe } from '../../../gateway/attempts/speed-probe.ts'
import { newAttempt } from '../../support/attempt-rig.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function openProbe(saidTokens: number, probeWindowMs?: number) {
  const attempt = newAttempt()
  const passed = vi.fn()
  const limits = { tokensPerSecond: 10, probeWindowMs }
  return { attempt, passed, probe: new SpeedProbe(attempt, limits, () => saidTokens, passed) }
}

test.each([
  ['two seconds', undefined, 20],
  ['its own window', 500, 5],
])('an answer is judged after %s', (_, windowMs, enough) => {
  const fast = openProbe(enough, windowMs)
  fast.probe.begin()
  vi.advanceTimersByTime((windowMs ?? 2000) - 1)
  expect(fast.passed).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(fast.passed).toHaveBeenCalledOnce()
  expect(fast.attempt.scope.reason).toBeUndefined()

  const slow = openProbe(enough - 1, windowMs)
  slow.probe.begin()
  vi.advanceTimersByTime(windowMs ?? 2000)
  expect(slow.passed).not.toHaveBeenCalled()
  expect(slow.attempt.scope.reason).toMatchObject({ code: 'upstream_slow' })
})

test('more content does not begin it anew', () => {
  const { attempt, probe } = openProbe(0)
  probe.begin()
  vi.advanceTimersByTime(1500)
  probe.begin()
  vi.advanceTimersByTime(500)
  expect(attempt.scope.reason?.code).toBe('upstream_slow')
})

test('an answer that is over, or that is being sent, is not judged any more', () => {
  const { attempt, passed, probe } = openProbe(0)
  probe.begin()
  probe.stop()
  probe.begin()
  vi.advanceTimersByTime(10_000)
  expect([attempt.scope.reason, passed.mock.calls]).toEqual([undefined, []])
})
