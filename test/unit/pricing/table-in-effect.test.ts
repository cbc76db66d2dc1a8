import { rmSync } from 'node:fs'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tableRelease } from '../../../gateway/pricing/price-table.ts'
import { openTableInEffect } from '../../../gateway/pricing/table-in-effect.ts'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { openConfigDb } from '../../../gateway/storage/databases.ts'
import { openPriceTableRows, type PriceTableRows } from '../../../gateway/storage/price-tables.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

const row = { id: 'm', match: { equals: 'm' }, prices: { input_mtok: 1, output_mtok: 2 } }
const text = JSON.stringify([{ id: 'a', api_pattern: 'x', models: [row] }])
const newDay = Date.parse('2026-11-27T00:00:00Z')
const oldDay = Date.parse('2026-01-01T00:00:00Z')

let home: string
let db: WritableDb
let rows: PriceTableRows

beforeEach(() => {
  home = temporaryHome()
  db = openConfigDb(home)
  rows = openPriceTableRows(db)
})
afterEach(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

const open = () => openTableInEffect({ rows, now: () => newDay, log: pino({ level: 'silent' }) })

function choose(tableId: number, builtInName: string): void {
  rows.use({ atMs: 0, tableId, tableName: 'fetched', builtInName, chosenBy: 'person' })
}

test('the built-in table is in effect until one is chosen, and the chosen one after a start', async () => {
  const inEffect = open()
  expect(inEffect.active.id).toBe(0)
  const { id } = await rows.keep('fetched', text, newDay)
  inEffect.choose(id, inEffect.open(id), 'person')
  const again = open()
  expect(again.active.table).toMatchObject({ name: 'fetched', dateIso: '2026-11-27' })
  expect(await again.active.table.find({ id: 'a' }, 'm', newDay)).toMatchObject({
    source: 'fetched',
    dateIso: '2026-11-27',
    rates: { input: { base: 1_000_000_000n } },
  })
})

test('a newer program brings newer prices than those that were fetched before there was it', async () => {
  const { id } = await rows.keep('fetched', text, oldDay)
  choose(id, 'genai-prices 0.0.1')
  expect(open().active.id).toBe(0)
})

test('an older table that was chosen in spite of this program’s own stays', async () => {
  const { id } = await rows.keep('fetched', text, oldDay)
  choose(id, `genai-prices ${tableRelease.version}`)
  expect(open().active.id).toBe(id)
})

test('where the chosen table cannot be read, the built-in one is in effect and that is said', async () => {
  const { id } = await rows.keep('fetched', '[{"id":1', newDay)
  choose(id, 'any')
  const inEffect = open()
  expect(inEffect.active.id).toBe(0)
  expect(inEffect.warning).toMatch(
    /^The price table "fetched" cannot be read .*: the built-in one is in effect\.$/,
  )
  db.exec('DELETE FROM price_tables')
  expect(open().warning).toContain('it is no longer kept')
})

test('what the disk does not take is not in effect in memory either', async () => {
  const { id } = await rows.keep('fetched', text, newDay)
  db.exec(`CREATE TRIGGER full BEFORE INSERT ON price_table_uses BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
  const inEffect = open()
  expect(() => inEffect.choose(id, inEffect.open(id), 'person')).toThrow('disk full')
  expect(inEffect.active.id).toBe(0)
  expect(inEffect.describe()).toMatchObject({ active: { id: 0 }, uses: [], previous: null })
  db.exec('DROP TRIGGER full')
  inEffect.choose(id, inEffect.open(id), 'person')
  expect(inEffect.describe()).toMatchObject({ active: { id }, previous: { id: 0 } })
})
