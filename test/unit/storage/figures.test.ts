import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recoveredRecords } from '../../../gateway/answer/record.ts'
import type { ClientId, RequestId } from '../../../gateway/contract/units.ts'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { openForQueries, openLedgerDb, openLogDb } from '../../../gateway/storage/databases.ts'
import { type FigureLimits, openFigures } from '../../../gateway/storage/figures.ts'
import { prepareLedgerWrites } from '../../../gateway/storage/ledger-writes.ts'
import type { LogRecord } from '../../../gateway/storage/log-record.ts'
import { openRequestLogWriter, toLogRow } from '../../../gateway/storage/request-log.ts'
import { hold, settlement } from '../../support/ledger-records.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

const dayStartMs = 20 * 86_400_000
const bounds = { dayStartMs, monthStartMs: dayStartMs - 9 * 86_400_000 }

let home: string
let logDb: WritableDb
let ledgerDb: WritableDb
let requests = 0

beforeEach(() => {
  home = temporaryHome()
  logDb = openLogDb(home)
  ledgerDb = openLedgerDb(home)
})

afterEach(() => {
  logDb.close()
  ledgerDb.close()
  rmSync(home, { recursive: true, force: true })
})

interface Asked {
  readonly atMs?: number
  readonly client?: string
  readonly provider?: string
  /** Null if it is unknown. */
  readonly cost?: bigint | null
  readonly log?: Partial<LogRecord>
}

function ask({ atMs = dayStartMs, client = 'cli_a', provider = 'up', cost = 7n, log = {} }: Asked): string {
  const requestId = `req_${++requests}` as RequestId
  const clientId = client as ClientId
  const open = hold({ requestId, clientId, providerId: provider, openedAtMs: atMs })
  const settled = { hold: open, ...settlement(cost ?? undefined), settledAtMs: atMs }
  prepareLedgerWrites(ledgerDb)({ holds: [open], topUps: [], settlements: [settled], levels: [] })
  const [record] = recoveredRecords([settled], () => undefined)
  if (!record) throw new Error('Nothing was recovered')
  const row = { ...record, clientId, startedAtMs: atMs, attemptState: 'complete' as const, ...log }
  openRequestLogWriter(logDb).insert([toLogRow(row)])
  return requestId
}

function read(limits?: FigureLimits) {
  const [ledger, log] = [openForQueries(home, 'ledger'), openForQueries(home, 'log')]
  try {
    return openFigures({ ledgerDb: ledger, logDb: log }, limits)(bounds)
  } finally {
    ledger.close()
    log.close()
  }
}

test('nothing was asked, so there is nothing to tell', () => {
  expect(read()).toEqual({ clients: [], providers: [], isPartial: false })
})

test('each client has its spend and requests of the day and of the month', () => {
  ask({})
  ask({ client: 'cli_b', cost: 5n })
  ask({ atMs: bounds.dayStartMs - 1, cost: 100n })
  ask({ atMs: bounds.monthStartMs - 1, cost: 1000n })
  expect(read().clients).toEqual([
    {
      clientId: 'cli_a',
      today: { costNanoUsd: '7', unpriced: 0, requests: 1 },
      month: { costNanoUsd: '107', unpriced: 0, requests: 2 },
    },
    {
      clientId: 'cli_b',
      today: { costNanoUsd: '5', unpriced: 0, requests: 1 },
      month: { costNanoUsd: '5', unpriced: 0, requests: 1 },
    },
  ])
})

test('what has no known cost is counted, and is no zero in the sum', () => {
  ask({ cost: null })
  ask({})
  expect(read().clients[0]?.today).toEqual({ costNanoUsd: '7', unpriced: 1, requests: 2 })
})

test('each provider has its tries, failures, median latency and last failure of the day', () => {
  const timed = (firstTokenMs: number) => ({ upstreamSentMs: 10, firstTokenMs })
  for (const firstTokenMs of [110, 40, 1010]) ask({ log: timed(firstTokenMs) })
  ask({ provider: 'other', log: { attemptState: 'left' } })
  ask({ log: { attemptState: 'broken', errorCode: 'upstream_truncated' } })
  const failed = ask({
    atMs: dayStartMs + 1,
    log: { attemptState: 'refused', errorCode: undefined, upstreamStatus: 429 },
  })
  const { providers } = read()
  expect(providers.find(({ providerId }) => providerId === 'up')).toMatchObject({
    tries: 5,
    failures: 2,
    latencyP50Ms: 100,
    lastFailure: { atMs: dayStartMs + 1, requestId: failed, errorCode: null, status: 429 },
  })
  expect(providers.find(({ providerId }) => providerId === 'other')).toMatchObject({ tries: 1, failures: 0 })
})

test('a failure of the day before is the last one, and none of today', () => {
  ask({ atMs: dayStartMs - 1, log: { attemptState: 'refused', upstreamStatus: 500 } })
  expect(read().providers).toMatchObject([
    { tries: 0, failures: 0, latencyP50Ms: null, lastFailure: { status: 500 } },
  ])
})

test('more than can be read quickly is said to be partial', () => {
  for (let asked = 0; asked < 3; asked++) ask({})
  expect(read({ requests: 2, entries: 9 }).isPartial).toBe(true)
  expect(read({ requests: 9, entries: 2 })).toMatchObject({
    isPartial: true,
    clients: [{ month: { costNanoUsd: '14', requests: 3 } }],
  })
})
