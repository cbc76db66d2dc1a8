import type { CacheDay } from '../../../gateway/contract/answer-cache.ts'
import { toDollars } from '../../format/money.ts'

export interface CacheSums {
  readonly lookups: number
  /** What was answered again: exactly, in other words, or with an answer that was under way. */
  readonly hits: number
  readonly wouldBeHits: number
  readonly savedNanoUsd: string
  readonly savedMs: number
}

export function cacheSums(days: readonly CacheDay[]): CacheSums {
  const sum = (part: (day: CacheDay) => number) => days.reduce((total, day) => total + part(day), 0)
  return {
    lookups: sum(({ lookups }) => lookups),
    hits: sum(({ exactHits, semanticHits, shared }) => exactHits + semanticHits + shared),
    wouldBeHits: sum(({ wouldBeHits }) => wouldBeHits),
    savedNanoUsd: days.reduce((total, { savedNanoUsd }) => total + BigInt(savedNanoUsd), 0n).toString(),
    savedMs: sum(({ savedMs }) => savedMs),
  }
}

/** Only for drawing: hits in percent of what was looked up, null on a day without any, and money in dollars. */
export interface CachePoint extends Record<string, string | number | null> {
  readonly day: string
  readonly exact: number | null
  readonly semantic: number | null
  readonly shared: number | null
  readonly wouldBe: number | null
  readonly dollars: number
  readonly seconds: number
}

export function cachePoints(
  days: readonly CacheDay[],
  dayLabel: (isoDay: string) => string,
): readonly CachePoint[] {
  return days.map(
    ({ day, lookups, exactHits, semanticHits, shared, wouldBeHits, savedNanoUsd, savedMs }) => ({
      day: dayLabel(day),
      exact: percentOf(exactHits, lookups),
      semantic: percentOf(semanticHits, lookups),
      shared: percentOf(shared, lookups),
      wouldBe: percentOf(wouldBeHits, lookups),
      dollars: toDollars(savedNanoUsd),
      seconds: savedMs / 1000,
    }),
  )
}

/** Null if there was nothing of which it could be a part. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (part / whole) * 100
}
