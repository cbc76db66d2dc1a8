import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import type { WritableDb } from './database.ts'

/** A fetched price table. */
export interface KeptTable {
  readonly id: number
  readonly name: string
  readonly fetchedAtMs: number
}

export interface TableUse {
  readonly atMs: number
  /** Null for the built-in table. */
  readonly tableId: number | null
  readonly tableName: string
  readonly builtInName: string
  readonly chosenBy: 'person' | 'schedule'
}

export type PriceTableRows = ReturnType<typeof openPriceTableRows>

/** How many fetched tables are kept that never were in effect. */
const unusedAtMost = 8
const usedAtMost = 24

const zip = promisify<string, Buffer>(gzip)

export function openPriceTableRows(db: WritableDb) {
  const list = db.prepare<[], KeptTable>(
    'SELECT id, name, fetched_at_ms AS fetchedAtMs FROM price_tables ORDER BY id DESC',
  )
  const uses = db.prepare<[], TableUse>(`
    SELECT at_ms AS atMs, table_id AS tableId, table_name AS tableName, built_in_name AS builtInName,
           chosen_by AS chosenBy
    FROM price_table_uses ORDER BY use DESC LIMIT 100`)
  const lastChecked = db.prepare<[], number | null>('SELECT max(checked_at_ms) FROM price_tables').pluck()
  const data = db.prepare<[number], Buffer>('SELECT data FROM price_tables WHERE id = ?').pluck()
  const use = db.prepare<TableUse>(`
    INSERT INTO price_table_uses (at_ms, table_id, table_name, built_in_name, chosen_by)
    VALUES (@atMs, @tableId, @tableName, @builtInName, @chosenBy)`)
  const keep = prepareKeep(db)

  return {
    /** Newest first. */
    list: (): readonly KeptTable[] => list.all(),
    /** The last hundred uses, newest first. */
    uses: (): readonly TableUse[] => uses.all(),
    lastCheckedAtMs: (): number | null => lastChecked.get() ?? null,
    /** The published text of a table. Undefined if it is not kept. */
    text(id: number): string | undefined {
      const zipped = data.get(id)
      return zipped && gunzipSync(zipped).toString('utf8')
    },
    /** Keeps a table. If the same text is kept already, only the time of its last check changes. */
    keep: async (name: string, text: string, atMs: number): Promise<KeptTable> =>
      keep(name, text, await zip(text), atMs),
    use: (row: TableUse): void => void use.run(row),
  }
}

function prepareKeep(db: WritableDb) {
  const same = db.prepare<[Buffer], KeptTable>(
    'SELECT id, name, fetched_at_ms AS fetchedAtMs FROM price_tables WHERE sha256 = ?',
  )
  const checked = db.prepare<[number, number]>('UPDATE price_tables SET checked_at_ms = ? WHERE id = ?')
  const named = db.prepare<[string], number>('SELECT 1 FROM price_tables WHERE name = ?').pluck()
  const insert = db.prepare<[string, number, number, Buffer, Buffer]>(
    'INSERT INTO price_tables (name, fetched_at_ms, checked_at_ms, sha256, data) VALUES (?, ?, ?, ?, ?)',
  )
  const prune = db.prepare<[number, number]>(`
    DELETE FROM price_tables
    WHERE id NOT IN (SELECT table_id FROM price_table_uses WHERE table_id IS NOT NULL ORDER BY use DESC LIMIT ?)
      AND id NOT IN (SELECT id FROM price_tables ORDER BY id DESC LIMIT ?)`)

  return db.transaction((name: string, text: string, zipped: Buffer, atMs: number): KeptTable => {
    const sha256 = createHash('sha256').update(text).digest()
    const known = same.get(sha256)
    if (known) {
      checked.run(atMs, known.id)
      return known
    }
    const free = freeName(name, taken => named.get(taken) !== undefined)
    const { lastInsertRowid } = insert.run(free, atMs, atMs, sha256, zipped)
    prune.run(usedAtMost, unusedAtMost)
    return { id: Number(lastInsertRowid), name: free, fetchedAtMs: atMs }
  })
}

/** Two tables of one day get different names, because past rows name the table that priced them. */
function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name} no. ${count}`
    if (!isTaken(candidate)) return candidate
  }
}
