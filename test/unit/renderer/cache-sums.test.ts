import { expect, test } from 'vitest'
import type { CacheDay } from '../../../gateway/contract/answer-cache.ts'
import { cachePoints, cacheSums } from '../../../renderer/screens/cache/cache-sums.ts'

const empty: CacheDay = {
  day: '2026-11-01',
  lookups: 0,
  exactHits: 0,
  semanticHits: 0,
  shared: 0,
  wouldBeHits: 0,
  savedNanoUsd: '0',
  savedMs: 0,
}
const full: CacheDay = {
  day: '2026-11-02',
  lookups: 8,
  exactHits: 2,
  semanticHits: 1,
  shared: 1,
  wouldBeHits: 3,
  savedNanoUsd: '9007199254740993',
  savedMs: 2500,
}

test('days are added up exactly, and all three kinds of hits count', () => {
  expect(cacheSums([empty, full, full])).toEqual({
    lookups: 16,
    hits: 8,
    wouldBeHits: 6,
    savedNanoUsd: '18014398509481986',
    savedMs: 5000,
  })
})

test('a day is drawn in percent of what was looked up; one without look-ups has no rate, not one of zero', () => {
  expect(cachePoints([empty, { ...full, savedNanoUsd: '1500000000' }], day => day.slice(-2))).toEqual([
    { day: '01', exact: null, semantic: null, shared: null, wouldBe: null, dollars: 0, seconds: 0 },
    { day: '02', exact: 25, semantic: 12.5, shared: 12.5, wouldBe: 37.5, dollars: 1.5, seconds: 2.5 },
  ])
})
