import { expect, test } from 'vitest'
import { LoadWatch } from '../../../gateway/cache/load-watch.ts'

test('is busy after a tenth of a second that was mostly work, and until one that was not', () => {
  let nowMs = 0
  let activeMs = 0
  const watch = new LoadWatch({ monotonicMs: () => nowMs, activeMs: () => activeMs })
  const after = (ms: number, work: number) => {
    nowMs += ms
    activeMs += work
    return watch.isBusy()
  }
  expect(after(99, 99)).toBe(false)
  expect(after(1, 1)).toBe(true)
  expect(after(50, 0)).toBe(true)
  expect(after(50, 0)).toBe(false)
  expect(after(100, 85)).toBe(false)
  expect(after(100, 86)).toBe(true)
  expect(after(3_600_000, 1000)).toBe(false)
})

test('is busy after a tenth of a second with more than twenty requests, however little work they were', () => {
  let nowMs = 0
  const watch = new LoadWatch({ monotonicMs: () => nowMs, activeMs: () => 0 })
  const afterRequests = (count: number) => {
    for (let each = 0; each < count; each++) watch.noteRequest()
    nowMs += 100
    return watch.isBusy()
  }
  expect(afterRequests(20)).toBe(false)
  expect(afterRequests(21)).toBe(true)
  expect(afterRequests(20)).toBe(false)
})
