// Keeps the one price table that is in effect, and those that can be chosen. A choice is written to disk first and to memory
// after it, so that it is in both or in neither.
import type { Logger } from 'pino'
import type { PriceTables as PriceTablesAnswer, PriceTableView } from '../contract/price-tables.ts'
import { GatewayError } from '../errors.ts'
import type { KeptTable, PriceTableRows, TableUse } from '../storage/price-tables.ts'
import { createPriceTable, openPriceTable, type PriceTable } from './price-table.ts'
import { type PublishedTable, toTableData } from './table-data.ts'

export interface TableInEffectDeps {
  readonly rows: PriceTableRows
  readonly now: () => number
  readonly log: Logger
}

export type TableInEffect = ReturnType<typeof openTableInEffect>

interface Active {
  readonly id: number
  readonly table: PriceTable
}

/** The id of the built-in table. */
const builtInId = 0

export function openTableInEffect(deps: TableInEffectDeps) {
  const { rows, now } = deps
  const builtIn = openPriceTable()
  const { active: first, warning } = openActive(deps, builtIn)
  let active = first
  const usedIds = () => new Set([...rows.uses().map(({ tableId }) => tableId ?? builtInId), builtInId])
  const view = (id: number, { name, dateIso }: Pick<PriceTable, 'name' | 'dateIso'>): PriceTableView => ({
    id,
    name,
    dateIso: dateIso ?? null,
    active: id === active.id,
    wasUsed: usedIds().has(id),
  })

  return {
    view,
    /** Says why the table that was chosen is not in effect. Undefined if it is. */
    warning,
    get active(): Active {
      return active
    },

    /** Throws `price_table_unknown`. */
    open(id: number): PriceTable {
      if (id === active.id) return active.table
      if (id === builtInId) return builtIn
      const kept = rows.list().find(table => table.id === id)
      const text = kept && rows.text(id)
      if (!kept || text === undefined) throw new GatewayError('price_table_unknown', { id })
      return toTable(kept, text)
    },

    /** Puts a table in effect from the next request on. Choosing the table that is in effect already changes nothing. */
    choose(id: number, table: PriceTable, chosenBy: TableUse['chosenBy']): void {
      if (id === active.id) return
      const tableId = id === builtInId ? null : id
      rows.use({ atMs: now(), tableId, tableName: table.name, builtInName: builtIn.name, chosenBy })
      active = { id, table }
    },

    wasUsed: (id: number): boolean => usedIds().has(id),

    /** The newest fetched table, if it was never in effect. */
    waiting(): KeptTable | undefined {
      const [newest] = rows.list()
      return newest && !usedIds().has(newest.id) ? newest : undefined
    },

    describe(): Pick<PriceTablesAnswer, 'active' | 'kept' | 'previous' | 'uses'> {
      const uses = rows.uses()
      const kept = [...rows.list().map(table => view(table.id, toNamed(table))), view(builtInId, builtIn)]
      const inTurn = [...uses.map(({ tableId }) => tableId ?? builtInId), builtInId]
      const previousId = inTurn.find(id => id !== active.id && kept.some(table => table.id === id))
      return {
        active: view(active.id, active.table),
        kept,
        previous: kept.find(({ id }) => id === previousId) ?? null,
        uses: uses.map(({ atMs, tableName, chosenBy }) => ({ atMs, name: tableName, chosenBy })),
      }
    },
  }
}

/**
 * Opens the table that was chosen last. A newer program brings a newer built-in table. That one is put in effect instead if
 * it is newer than the chosen table and did not exist when the choice was made.
 */
function openActive({ rows, log }: TableInEffectDeps, builtIn: PriceTable) {
  const own = { active: { id: builtInId, table: builtIn } as Active, warning: undefined }
  const [last] = rows.uses()
  if (!last || last.tableId === null) return own
  const kept = rows.list().find(({ id }) => id === last.tableId)
  const isOlder = kept && builtIn.dateIso !== undefined && isoDay(kept.fetchedAtMs) < builtIn.dateIso
  if (isOlder && last.builtInName !== builtIn.name) return own
  try {
    const text = kept && rows.text(kept.id)
    if (!kept || text === undefined) throw new Error('it is no longer kept')
    return { active: { id: kept.id, table: toTable(kept, text) }, warning: undefined }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    log.warn({ table: last.tableName, reason }, 'price table not read')
    const warning = `The price table "${last.tableName}" cannot be read (${reason}): the built-in one is in effect.`
    return { ...own, warning }
  }
}

/** The text was checked before it was kept. Throws if it cannot be read any more. */
function toTable(kept: KeptTable, text: string): PriceTable {
  const data = toTableData(JSON.parse(text) as PublishedTable)
  return createPriceTable({ ...toNamed(kept), load: async () => data })
}

function toNamed({ name, fetchedAtMs }: KeptTable): Pick<PriceTable, 'name' | 'dateIso'> {
  return { name, dateIso: isoDay(fetchedAtMs) }
}

export function isoDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
