import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { recoveredRecords } from '../../../gateway/answer/record.ts'
import type { CacheOutcome } from '../../../gateway/contract/answer-cache.ts'
import type { NanoUsd, RequestId } from '../../../gateway/contract/units.ts'
import { openCacheDays } from '../../../gateway/storage/cache-days.ts'
import { openReadonly, type ReadonlyDb, type WritableDb } from '../../../gateway/storage/database.ts'
import { openLedgerDb, openLogDb } from '../../../gateway/storage/databases.ts'
import { openLogQueries } from '../../../gateway/storage/log-queries.ts'
import type { LogRecord } from '../../../gateway/storage/log-record.ts'
import { openOverview } from '../../../gateway/storage/overview.ts'
import { openRequestLogWriter, toLogRow } from '../../../gateway/storage/request-log.ts'
import { hold, settlement } from '../../support/ledger-records.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let home: string
let db: WritableDb
let ledgerDb: ReadonlyDb
let reader: ReadonlyDb
let requests = 0

beforeEach(() => {
  home = temporaryHome()
  db = openLogDb(home)
  const ledger = openLedgerDb(home)
  ledgerDb = openReadonly(ledger.name)
  ledger.close()
  reader = openReadonly(db.name)
})

afterEach(() => {
  for (const each of [reader, db, ledgerDb]) each.close()
  rmSync(home, { recursive: true, force: true })
})

function log(more: Partial<LogRecord>): void {
  const requestId = `req_${++requests}` as RequestId
  const [record] = recoveredRecords(
    [{ hold: hold({ requestId }), ...settlement(7n, 7), settledAtMs: 5 }],
    () => undefined,
  )
  if (!record) throw new Error('Nothing was recovered')
  openRequestLogWriter(db).insert([toLogRow({ ...record, outcome: 'completed', startedAtMs: 5, ...more })])
}

const hit = (cacheOutcome: CacheOutcome, more: Partial<LogRecord> = {}): void =>
  log({ cacheOutcome, ...more })
const day = { day: '1970-01-01', startMs: 5, endMs: 10 }
const sums = () => openCacheDays(reader)(day)
const nothing = {
  day: day.day,
  lookups: 0,
  exactHits: 0,
  semanticHits: 0,
  shared: 0,
  wouldBeHits: 0,
  savedNanoUsd: '0',
  savedMs: 0,
}

describe('a day of the cache', () => {
  test('without requests has nothing', () => {
    expect(sums()).toEqual(nothing)
  })

  test('counts each outcome, and adds up what was saved to the nano-dollar', () => {
    hit('miss')
    hit('exact', { savedNanoUsd: (2n ** 62n) as NanoUsd, savedMs: 100.5 })
    hit('exact', { savedNanoUsd: (2n ** 62n) as NanoUsd, savedMs: 1 })
    hit('semantic', { savedNanoUsd: 3n as NanoUsd, savedMs: 2 })
    hit('shared', { savedMs: -1 })
    expect(sums()).toEqual({
      ...nothing,
      lookups: 5,
      exactHits: 2,
      semanticHits: 1,
      shared: 1,
      savedNanoUsd: String(2n ** 63n + 3n),
      savedMs: 102.5,
    })
  })

  test('counts what was only measured as no hit', () => {
    hit('miss', { cacheWouldBe: 'exact' })
    hit('miss', { cacheWouldBe: 'semantic' })
    hit('miss', { cacheWouldBe: 'miss' })
    expect(sums()).toEqual({ ...nothing, lookups: 3, wouldBeHits: 2 })
  })

  test('does not count requests that the cache was switched off for, and those of other days', () => {
    log({})
    hit('off')
    hit('exact', { startedAtMs: 4 })
    hit('exact', { startedAtMs: 10 })
    expect(sums()).toEqual(nothing)
    hit('exact', { startedAtMs: 9 })
    expect(sums()).toEqual({ ...nothing, lookups: 1, exactHits: 1 })
  })

  test('saves time in the sandbox, and no money', () => {
    hit('exact', { sandbox: true, savedNanoUsd: 9n as NanoUsd, savedMs: 9 })
    expect(sums()).toEqual({ ...nothing, lookups: 1, exactHits: 1, savedMs: 9 })
  })

  test('is read from an index, however many requests there are', () => {
    const plan = reader
      .prepare<[], { detail: string }>(
        `EXPLAIN QUERY PLAN SELECT cache_outcome, cache_would_be, sandbox, saved_nano_usd, saved_ms
         FROM requests INDEXED BY requests_cache
         WHERE cache_outcome IS NOT NULL AND started_at_ms >= 5 AND started_at_ms < 10`,
      )
      .all()
    expect(plan.map(({ detail }) => detail).join()).toContain('USING COVERING INDEX requests_cache')
  })
})

test('times of hits are not in the figures of how soon providers answer', () => {
  const firstTokens = () => {
    const { overview } = openOverview({ ledgerDb, logDb: reader, queries: openLogQueries(reader) })
    const { requests: count, timeToFirstTokenP50Ms, timeToFirstTokenP95Ms } = overview('UTC', 9).today
    return { count, timeToFirstTokenP50Ms, timeToFirstTokenP95Ms }
  }
  for (const outcome of ['exact', 'semantic', 'shared'] as const) hit(outcome, { firstTokenMs: 1 })
  expect(firstTokens()).toEqual({ count: 3, timeToFirstTokenP50Ms: null, timeToFirstTokenP95Ms: null })
  log({ firstTokenMs: 300 })
  hit('miss', { firstTokenMs: 500 })
  hit('off', { firstTokenMs: 400 })
  expect(firstTokens()).toEqual({ count: 6, timeToFirstTokenP50Ms: 400, timeToFirstTokenP95Ms: 500 })
})
