import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recoveredRecord } from '../../../gateway/answer/record.ts'
import { noTokens } from '../../../gateway/contract/chat.ts'
import type { NanoUsd } from '../../../gateway/contract/units.ts'
import { plainBill } from '../../../gateway/pricing/bill.ts'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { openLogDb } from '../../../gateway/storage/databases.ts'
import { openRequestLogWriter, toLogRow } from '../../../gateway/storage/request-log.ts'
import { hold } from '../../support/ledger-records.ts'
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

function row(requestId: string, output: number, cost: bigint) {
  const settled = { certainty: 'estimated', settledAtMs: 0 } as const
  const tokens = { ...noTokens, output }
  const record = recoveredRecord(
    { hold: hold(), ...plainBill(tokens), cost: cost as NanoUsd, ...settled },
    undefined,
  )
  return toLogRow({ ...record, requestId: requestId as typeof record.requestId })
}

test('a row that SQLite refuses is left out and counted, and stops no other', () => {
  const { insert } = openRequestLogWriter(db)
  expect(insert([row('a', 1, 1n), row('b', 1.5, 1n), row('c', 1, 1n)])).toBe(1)
  expect(insert([row('d', 1, 1n)])).toBe(0)
  expect(db.prepare('SELECT request_id FROM requests ORDER BY sequence').pluck().all()).toEqual([
    'a',
    'c',
    'd',
  ])
})

test('an amount that no column takes is unknown', () => {
  openRequestLogWriter(db).insert([row('a', 1, 2n ** 64n)])
  expect(db.prepare('SELECT cost_nano_usd FROM requests').pluck().all()).toEqual([null])
})
