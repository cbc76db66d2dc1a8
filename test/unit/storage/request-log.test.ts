import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recoveredRecords } from '../../../gateway/answer/record.ts'
import { noTokens } from '../../../gateway/contract/chat.ts'
import type { NanoUsd, RequestId } from '../../../gateway/contract/units.ts'
import { plainBill } from '../../../gateway/pricing/bill.ts'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { openLogDb } from '../../../gateway/storage/databases.ts'
import { type LogRow, openRequestLogWriter, toLogRow } from '../../../gateway/storage/request-log.ts'
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

function row(requestId: string, output: number, cost: bigint, attempts = 1): LogRow {
  const of = (attempt: number) => hold({ requestId: requestId as RequestId, attempt })
  const recovered = Array.from({ length: attempts }, (_, index) => ({
    hold: of(index + 1),
    ...plainBill({ ...noTokens, output }),
    cost: cost as NanoUsd,
    certainty: 'estimated' as const,
    settledAtMs: 0,
  }))
  const [record] = recoveredRecords(recovered, () => undefined)
  if (!record) throw new Error('Nothing was recovered')
  return toLogRow(record)
}

const requestIds = () => db.prepare('SELECT request_id FROM requests ORDER BY sequence').pluck().all()
const attempts = () =>
  db
    .prepare(`
      SELECT request_id, number, attempts.output_tokens FROM attempts JOIN requests USING (sequence)
      ORDER BY sequence, number`)
    .raw()
    .all()

test('a row that SQLite refuses is left out and counted, and stops no other', () => {
  const { insert } = openRequestLogWriter(db)
  expect(insert([row('a', 1, 1n), row('b', 1.5, 1n), row('c', 1, 1n)])).toBe(1)
  expect(insert([row('d', 1, 1n)])).toBe(0)
  expect(requestIds()).toEqual(['a', 'c', 'd'])
})

test('an amount that no column takes is unknown', () => {
  openRequestLogWriter(db).insert([row('a', 1, 2n ** 64n)])
  expect(db.prepare('SELECT cost_nano_usd FROM requests').pluck().all()).toEqual([null])
})

test('the attempts of a request are written with its row, once, and trimmed with it', () => {
  const { insert, keepNewest } = openRequestLogWriter(db)
  insert([row('a', 1, 1n, 2), row('b', 2, 1n)])
  insert([row('b', 9, 1n, 3), row('c', 3, 1n)]) // sent again, after the writer died
  expect(requestIds()).toEqual(['a', 'b', 'c'])
  // The only attempt of `b` and of `c` is in the request's row.
  expect(attempts()).toEqual([
    ['a', 1, 1],
    ['a', 2, 1],
  ])
  keepNewest(1)
  expect(requestIds()).toEqual(['c'])
  expect(attempts()).toEqual([])
})

test('a row is left out whose attempts are refused: it has all of them, or is not there', () => {
  db.exec(`CREATE TRIGGER refuse BEFORE INSERT ON attempts WHEN new.number = 2
           BEGIN SELECT raise(ABORT, 'no such attempt'); END`)
  expect(openRequestLogWriter(db).insert([row('a', 1, 1n, 2), row('b', 1, 1n)])).toBe(1)
  expect(requestIds()).toEqual(['b'])
  expect(attempts()).toEqual([])
})

test('several attempts of a request that a crash left open are one row, which costs what they all do', () => {
  openRequestLogWriter(db).insert([row('a', 7, 40n, 3), row('b', 7, 40n)])
  const costs = db.prepare('SELECT request_id, cost_nano_usd, outcome, certainty FROM requests').raw()
  expect(costs.all()).toEqual([
    ['a', 120, 'recovered', 'estimated'],
    ['b', 40, 'recovered', 'estimated'],
  ])
})
