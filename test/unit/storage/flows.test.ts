import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recoveredRecords } from '../../../gateway/answer/record.ts'
import type { NanoUsd, RequestId } from '../../../gateway/contract/units.ts'
import { openReadonly, type WritableDb } from '../../../gateway/storage/database.ts'
import { openLogDb } from '../../../gateway/storage/databases.ts'
import { type FlowBounds, openFlows } from '../../../gateway/storage/flows.ts'
import type { LogRecord } from '../../../gateway/storage/log-record.ts'
import { openRequestLogWriter, toLogRow } from '../../../gateway/storage/request-log.ts'
import { hold, settlement } from '../../support/ledger-records.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let home: string
let db: WritableDb
let requests = 0

beforeEach(() => {
  home = temporaryHome()
  db = openLogDb(home)
})

afterEach(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

function log(more: Partial<LogRecord>) {
  const requestId = `req_${++requests}` as RequestId
  const open = hold({ requestId, attempt: 1, providerId: 'up', model: 'm', openedAtMs: 5 })
  const [record] = recoveredRecords([{ hold: open, ...settlement(7n, 7), settledAtMs: 5 }], () => undefined)
  if (!record) throw new Error('Nothing was recovered')
  const answered = { clientName: 'notebook', outcome: 'completed', startedAtMs: 5 } as const
  openRequestLogWriter(db).insert([toLogRow({ ...record, ...answered, ...more })])
}

function read(sinceMs: number, bounds?: FlowBounds) {
  const reader = openReadonly(db.name)
  try {
    return openFlows(reader, bounds)(sinceMs)
  } finally {
    reader.close()
  }
}

const trace = (route: string | null) => JSON.stringify({ route, steps: [] })
const noOthers = { requests: 0, costNanoUsd: '0' }

test('requests of the same client, route, provider and outcome are one path, the most frequent first', () => {
  log({ trace: trace('smart') })
  log({ trace: trace('smart'), costNanoUsd: 5n as NanoUsd })
  log({ trace: trace('smart'), outcome: 'upstream-failed', costNanoUsd: undefined })
  log({ trace: trace('cheap'), providerId: 'other' })
  const common = { clientId: hold({}).clientId, client: 'notebook', providerId: 'up', outcome: 'completed' }
  expect(read(5)).toEqual({
    paths: [
      { ...common, route: 'smart', requests: 2, costNanoUsd: '12' },
      { ...common, route: 'cheap', providerId: 'other', requests: 1, costNanoUsd: '7' },
      { ...common, route: 'smart', outcome: 'upstream-failed', requests: 1, costNanoUsd: '0' },
    ],
    others: noOthers,
    isPartial: false,
  })
})

test('a client that was renamed is one, by its newest name', () => {
  log({ clientName: 'new name', startedAtMs: 9 })
  log({ clientName: 'old name', startedAtMs: 6 })
  log({ clientName: 'old name', startedAtMs: 7, outcome: 'truncated' })
  log({ clientName: 'old name', startedAtMs: 8, clientId: 'cli_other' })
  expect(read(5).paths.map(({ client, clientId, requests: count }) => [client, clientId, count])).toEqual([
    ['new name', hold({}).clientId, 2],
    ['old name', 'cli_other', 1],
    ['new name', hold({}).clientId, 1],
  ])
})

test('a model that is asked for by its own name is no route, also if it was asked twice', () => {
  log({})
  log({ trace: trace(null) })
  expect(read(5).paths).toMatchObject([{ route: null, requests: 2 }])
})

test('older requests, those in the sandbox and those for no answer are left out', () => {
  log({ startedAtMs: 4 })
  log({ sandbox: true })
  log({ purpose: 'quote' })
  expect(read(5)).toEqual({ paths: [], others: noOthers, isPartial: false })
})

test('a request that reached no provider has none', () => {
  log({ providerId: undefined, outcome: 'rejected', costNanoUsd: undefined })
  expect(read(5).paths).toMatchObject([{ providerId: null, outcome: 'rejected', costNanoUsd: '0' }])
})

test('of many paths the rarest are added up, and of many requests the newest are read', () => {
  for (const startedAtMs of [5, 6, 7])
    log({ startedAtMs, clientId: `cli_${startedAtMs}`, clientName: `c${startedAtMs}` })
  log({ startedAtMs: 8, clientId: 'cli_7', clientName: 'c7' })
  expect(read(5, { rows: 10, paths: 1 })).toMatchObject({
    paths: [{ client: 'c7', requests: 2 }],
    others: { requests: 2, costNanoUsd: '14' },
    isPartial: false,
  })
  expect(read(5, { rows: 2, paths: 10 })).toMatchObject({
    paths: [{ client: 'c7', requests: 2 }],
    others: noOthers,
    isPartial: true,
  })
})

test('amounts that do not fit in 64 bits together are added exactly', () => {
  const most = 2n ** 63n - 1n
  for (let count = 0; count < 3; count++) log({ costNanoUsd: most as NanoUsd })
  expect(read(5).paths).toMatchObject([{ costNanoUsd: String(3n * most) }])
})
