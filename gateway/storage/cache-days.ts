import type { WindowBounds } from '../budgets/windows.ts'
import type { CacheDay } from '../contract/answer-cache.ts'
import type { ReadonlyDb } from './database.ts'
import { joinHalves, sumInHalves } from './safe-sum.ts'

export type CacheDayBounds = WindowBounds & { readonly day: string }

type Count = 'lookups' | 'exactHits' | 'semanticHits' | 'shared' | 'wouldBeHits'

type SumRow = Readonly<Record<Count, bigint>> & {
  readonly saved_high: bigint
  readonly saved_low: bigint
  readonly savedMs: number | bigint
}

/** Reads from the log what the cache did on a day. What the sandbox would have cost is saved by nobody. Runs in a worker. */
export function openCacheDays(logDb: ReadonlyDb) {
  const sums = logDb
    .prepare<[number, number], SumRow>(`
      SELECT count(*) FILTER (WHERE cache_outcome <> 'off') AS lookups,
             count(*) FILTER (WHERE cache_outcome = 'exact') AS exactHits,
             count(*) FILTER (WHERE cache_outcome = 'semantic') AS semanticHits,
             count(*) FILTER (WHERE cache_outcome = 'shared') AS shared,
             count(*) FILTER (WHERE cache_would_be IN ('exact', 'semantic')) AS wouldBeHits,
             ${sumInHalves('CASE sandbox WHEN 0 THEN saved_nano_usd END', 'saved')},
             total(saved_ms) AS savedMs
      FROM requests INDEXED BY requests_cache
      WHERE cache_outcome IS NOT NULL AND started_at_ms >= ? AND started_at_ms < ?`)
    .safeIntegers()

  return ({ day, startMs, endMs }: CacheDayBounds): CacheDay => {
    const row = sums.get(startMs, endMs)
    return {
      day,
      lookups: Number(row?.lookups ?? 0),
      exactHits: Number(row?.exactHits ?? 0),
      semanticHits: Number(row?.semanticHits ?? 0),
      shared: Number(row?.shared ?? 0),
      wouldBeHits: Number(row?.wouldBeHits ?? 0),
      savedNanoUsd: String(row ? joinHalves(row.saved_high, row.saved_low) : 0n),
      savedMs: Number(row?.savedMs ?? 0),
    }
  }
}
