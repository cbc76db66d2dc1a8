import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SilenceWatch } from '../../../gateway/attempts/silence.ts'
import { CancelScope } from '../../../gateway/cancel-scope.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

function open() {
  const clock = { nowMs: 0 }
  const scope = new CancelScope(error => {
    throw error
  })
  const watch = new SilenceWatch(scope, 'some', () => clock.nowMs)
  return {
    scope,
    watch,
    pass(ms: number) {
      clock.nowMs += ms
      vi.advanceTimersByTime(ms)
    },
    /** The machine sleeps: its clock goes on, and its timers fire when it wakes. */
    sleep(ms: number) {
      clock.nowMs += ms
    },
  }
}

const limits = { firstByteTimeoutMs: 1000, silenceTimeoutMs: 300 }

test('a provider that says nothing is given up after the limit', () => {
  const { scope, watch, pass } = open()
  watch.start(limits)
  pass(999)
  expect(scope.reason).toBeUndefined()
  pass(1)
  expect(scope.reason).toMatchObject({ code: 'upstream_timeout', detail: { timeoutMs: 1000 } })
})

test('from the first content on, the other limit counts, anew with each event', () => {
  const { scope, watch, pass } = open()
  watch.start(limits)
  pass(900)
  watch.content()
  for (let event = 0; event < 5; event++) {
    pass(299)
    watch.heard()
  }
  expect(scope.reason).toBeUndefined()
  pass(300)
  expect(scope.reason).toMatchObject({ code: 'upstream_timeout', detail: { timeoutMs: 300 } })
})

test('what the sleep of the machine held up is not held against the provider, which gets the whole time again', () => {
  const { scope, watch, pass, sleep } = open()
  watch.start(limits)
  pass(500)
  sleep(3_600_000)
  pass(500)
  expect(scope.reason).toBeUndefined()
  pass(999)
  expect(scope.reason).toBeUndefined()
  pass(1)
  expect(scope.reason).toMatchObject({ code: 'upstream_timeout' })
})
