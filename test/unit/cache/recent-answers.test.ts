import { expect, test } from 'vitest'
import type { CacheKey, StoredAnswer } from '../../../gateway/cache/answer-store.ts'
import { RecentAnswers } from '../../../gateway/cache/recent-answers.ts'

const nowMs = 1_800_000_000_000
const key = (letter: string) => letter.repeat(43) as CacheKey

function answerOf(bytes: number): StoredAnswer {
  return {
    entryId: '1',
    createdAtMs: nowMs,
    expiresAtMs: nowMs + 1000,
    isStream: false,
    contentType: 'application/json',
    bytes: new Uint8Array(bytes),
    question: undefined,
    providerId: 'provider',
    model: 'model',
    costNanoUsd: undefined,
    durationMs: 1,
    tokens: 'null',
  }
}

test('gives an answer to its own key alone, and only while it is valid', () => {
  const recent = new RecentAnswers()
  const answer = answerOf(10)
  recent.put(1, key('a'), answer)
  expect(recent.find(1, key('a'), nowMs + 999)).toBe(answer)
  expect(recent.find(1, key('b'), nowMs)).toBeUndefined()
  expect(recent.find(2, key('a'), nowMs)).toBeUndefined()
  expect(recent.find(1, key('a'), nowMs + 1000)).toBeUndefined()
})

test('gives nothing once the clock was set back', () => {
  const recent = new RecentAnswers()
  recent.put(1, key('a'), { ...answerOf(10), createdAtMs: nowMs - 60_000 })
  expect(recent.find(1, key('a'), nowMs)).toBeDefined()
  expect(recent.find(1, key('a'), nowMs - 5001)).toBeUndefined()
  expect(recent.find(1, key('a'), nowMs)).toBeUndefined()
})

test('forgets what the worker says is gone, and everything if all is', () => {
  const recent = new RecentAnswers()
  for (const short of [1, 2, 3]) recent.put(short, key('a'), answerOf(10))
  const kept = () => [1, 2, 3].filter(short => recent.find(short, key('a'), nowMs))
  recent.apply(Float64Array.from([4, -2]))
  expect(kept()).toEqual([1, 3])
  recent.apply(Float64Array.from([0]))
  expect(kept()).toEqual([])
})

test('keeps eight megabytes, what was given lately, and nothing large', () => {
  const recent = new RecentAnswers()
  const large = 256 * 1024
  recent.put(100, key('a'), answerOf(large + 1))
  expect(recent.find(100, key('a'), nowMs)).toBeUndefined()
  for (let short = 0; short < 32; short++) recent.put(short, key('a'), answerOf(large))
  expect(recent.find(0, key('a'), nowMs)).toBeDefined()
  recent.put(32, key('a'), answerOf(large))
  expect(recent.find(0, key('a'), nowMs)).toBeDefined()
  expect(recent.find(1, key('a'), nowMs)).toBeUndefined()
})
