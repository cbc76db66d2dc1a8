import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toLogRecord } from '../../../gateway/answer/record.ts'
import type { CacheTrace } from '../../../gateway/contract/answer-cache.ts'
import type { RequestId } from '../../../gateway/contract/units.ts'
import { Exchange } from '../../../gateway/exchange.ts'
import { openReadonly, type WritableDb } from '../../../gateway/storage/database.ts'
import { openLogDb } from '../../../gateway/storage/databases.ts'
import { openLogQueries } from '../../../gateway/storage/log-queries.ts'
import { openRequestLogWriter, toLogRow } from '../../../gateway/storage/request-log.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let home: string
let db: WritableDb
let server: Server

beforeEach(async () => {
  home = temporaryHome()
  db = openLogDb(home)
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
  db.close()
  rmSync(home, { recursive: true, force: true })
})

/** Answers a request with what a cache did, and gives what the log shows of it. */
async function logged(cache: CacheTrace | undefined) {
  const asked = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [request, reply] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  const inbound = { requestId: 'req_1' as RequestId, format: 'openai-chat' as const, request, reply }
  const clock = { now: Date.now, monotonicMs: () => performance.now() }
  const exchange = new Exchange(inbound, clock, pino({ level: 'silent' }))
  if (cache) exchange.cache = cache
  reply.end('{}')
  await asked
  openRequestLogWriter(db).insert([toLogRow(toLogRecord(exchange))])
  const reader = openReadonly(db.name)
  const queries = openLogQueries(reader)
  const found = { detail: queries.find('req_1'), row: queries.latest(1)[0] }
  reader.close()
  return found
}

test('what the cache did is kept with all of it, and listed by its outcome', async () => {
  const cache: CacheTrace = {
    outcome: 'semantic',
    reason: 'the same question in other words',
    similarity: 0.9731,
    ageMs: 5000,
    entryId: 'entry_1',
    guard: { agrees: true },
    savedNanoUsd: '12345678901234567',
    savedMs: 812.25,
  }
  const { detail, row } = await logged(cache)
  expect(detail?.cache).toEqual(cache)
  expect(row?.cacheOutcome).toBe('semantic')
  expect(
    db.prepare('SELECT saved_nano_usd, saved_ms, cache_would_be FROM requests').safeIntegers().all(),
  ).toEqual([{ saved_nano_usd: 12_345_678_901_234_567n, saved_ms: 812.25, cache_would_be: null }])
})

test('a hit costs nothing, used nothing, and has no time to a first token', async () => {
  const { row } = await logged({ outcome: 'exact', reason: 'the same request', savedNanoUsd: '7' })
  expect(row).toMatchObject({ costNanoUsd: '0', certainty: 'none', timeToFirstTokenMs: null })
})

test('what a measuring cache would have done is kept with why it would not', async () => {
  const cache: CacheTrace = {
    outcome: 'miss',
    reason: 'measured only',
    wouldBe: 'miss',
    guard: { agrees: false, rule: 'number', reason: '“23” in the stored question, “24” in the one asked.' },
  }
  expect((await logged(cache)).detail?.cache).toEqual(cache)
})

test('where the cache is switched off, the row has nothing of it', async () => {
  expect(await logged(undefined)).toMatchObject({ detail: { cache: null }, row: { cacheOutcome: null } })
})
