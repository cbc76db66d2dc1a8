import { expect, test } from 'vitest'
import { atIntervals } from '../../../gateway/storage/at-intervals.ts'

test('acts at once, and again when the interval has passed', () => {
  let nowMs = 5000
  const done: number[] = []
  const act = atIntervals(
    1000,
    () => nowMs,
    (each: number) => done.push(each),
  )
  for (const [atMs, each] of [
    [5000, 1],
    [5999, 2],
    [6000, 3],
    [6999, 4],
    [7000, 5],
  ] as const) {
    nowMs = atMs
    act(each)
  }
  expect(done).toEqual([1, 3, 5])
})
