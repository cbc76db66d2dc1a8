import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { openConfigDb } from '../../../gateway/storage/databases.ts'
import { openPriceTableRows, type TableUse } from '../../../gateway/storage/price-tables.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let home: string
let db: WritableDb

beforeEach(() => {
  home = temporaryHome()
  db = openConfigDb(home)
})
afterEach(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

const use = (tableId: number | null, atMs = 0): TableUse => ({
  atMs,
  tableId,
  tableName: `table ${tableId}`,
  builtInName: 'built in',
  chosenBy: 'person',
})

test('a table is kept with its text, its name and its day, newest first', async () => {
  const rows = openPriceTableRows(db)
  const one = await rows.keep('prices 1', '[1]', 10)
  const two = await rows.keep('prices 2', '[2]', 20)
  expect(rows.list()).toEqual([two, one])
  expect(one).toEqual({ id: 1, name: 'prices 1', fetchedAtMs: 10 })
  expect([rows.text(1), rows.text(2), rows.text(3)]).toEqual(['[1]', '[2]', undefined])
})

test('the same text is kept once, and notes when it was given again', async () => {
  const rows = openPriceTableRows(db)
  expect(rows.lastCheckedAtMs()).toBeNull()
  const first = await rows.keep('prices', '[1]', 10)
  expect(await rows.keep('prices of another day', '[1]', 90)).toEqual(first)
  expect(rows.list()).toEqual([first])
  expect(rows.lastCheckedAtMs()).toBe(90)
})

test('two texts of one day have two names', async () => {
  const rows = openPriceTableRows(db)
  for (const text of ['[1]', '[2]', '[3]']) await rows.keep('prices', text, 0)
  expect(rows.list().map(({ name }) => name)).toEqual(['prices no. 3', 'prices no. 2', 'prices'])
})

test('the newest eight are kept, and those that were in effect', async () => {
  const rows = openPriceTableRows(db)
  await rows.keep('first', '[0]', 0)
  rows.use(use(1))
  for (let day = 1; day <= 10; day++) await rows.keep(`day ${day}`, `[${day}]`, day)
  expect(rows.list().map(({ id }) => id)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 1])
  expect(rows.text(1)).toBe('[0]')
  expect(rows.text(2)).toBeUndefined()
})

test('what was in effect is told newest first', () => {
  const rows = openPriceTableRows(db)
  rows.use(use(4, 1))
  rows.use(use(null, 2))
  expect(rows.uses()).toEqual([use(null, 2), use(4, 1)])
})
