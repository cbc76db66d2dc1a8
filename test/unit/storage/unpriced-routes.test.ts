import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recoveredRecords } from '../../../gateway/answer/record.ts'
import type { RequestId } from '../../../gateway/contract/units.ts'
import { openReadonly, type WritableDb } from '../../../gateway/storage/database.ts'
import { openLogDb } from '../../../gateway/storage/databases.ts'
import type { LogRecord } from '../../../gateway/storage/log-record.ts'
import { openRequestLogWriter, toLogRow } from '../../../gateway/storage/request-log.ts'
import { openUnpricedRoutes } from '../../../gateway/storage/unpriced-routes.ts'
import { hold, settlement } from '../../support/ledger-records.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let home: string
let db: WritableDb

beforeEach(() => {
  home = temporaryHome()
  db = openLogDb(home)
})

afterEach(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

/** One attempt at each of these models of `up`, with or without a known cost. */
function log(requestId: string, attempts: readonly (readonly [string, bigint | undefined])[], more = {}) {
  const recovered = attempts.map(([model, cost], index) => ({
    hold: hold({
      requestId: requestId as RequestId,
      attempt: index + 1,
      providerId: 'up',
      model,
      openedAtMs: 5,
    }),
    ...settlement(cost, 7),
    settledAtMs: 5,
  }))
  const [record] = recoveredRecords(recovered, () => undefined)
  if (!record) throw new Error('Nothing was recovered')
  const logged: LogRecord = { ...record, ...more }
  openRequestLogWriter(db).insert([toLogRow(logged)])
}

test('are those of attempts, each request once, and those of rows that have no attempts', () => {
  log('fell back', [
    ['new', undefined],
    ['old', 5n],
  ])
  log('came back', [
    ['new', undefined],
    ['new', undefined],
    ['newer', undefined],
  ])
  log('refused', [['dear', 5n]], { attempts: [], errorCode: 'price_unknown', costNanoUsd: 0n })
  log('of an older version', [['older', undefined]], { attempts: [] })
  log('priced', [['old', 5n]])
  const reader = openReadonly(db.name)
  const routes = openUnpricedRoutes(reader)
  expect(routes(5).map(({ model, requests }) => [model, requests])).toEqual([
    ['new', 2],
    ['dear', 1],
    ['newer', 1],
    ['older', 1],
  ])
  expect(routes(6)).toEqual([])
  reader.close()
})
