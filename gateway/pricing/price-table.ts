import { readFileSync } from 'node:fs'
import { type FoundModel, findModel, longestName } from './find-model.ts'
import type { NamedRates, Price } from './price.ts'
import { type PublishedTable, type TableData, toTableData } from './table-data.ts'
import { type DatedRates, datedRates, rateAt } from './table-rates.ts'

/** How the table identifies a provider: by its id in the table, or by the address that is called. */
export type TableProvider = { readonly id: string } | { readonly apiUrl: string }

export interface TablePrice extends Pick<Price, 'source' | 'dateIso' | 'fees'> {
  readonly rates: NamedRates
}

export interface PriceTable {
  /** For example 'genai-prices 0.1.8'. */
  readonly name: string
  /** 'YYYY-MM-DD': the day on which the table was published or fetched. */
  readonly dateIso: string | undefined
  /**
   * The price of a model at an instant. The model is looked up by its own name, and else by `namesake`, another name of the
   * same model. If the price was found by another name, its source says so. Undefined if unknown.
   */
  find(
    provider: TableProvider,
    model: string,
    atMs: number,
    namesake?: string,
  ): Promise<TablePrice | undefined>
  data(): Promise<TableData>
}

/**
 * The day on which the registry released this version of the package. The package itself does not say it. It is the date of
 * every price that has no date of its own. With another version of the package such prices have no date.
 */
export const tableRelease = { version: '0.1.8', dateIso: '2026-09-23' } as const

/**
 * The prices of @pydantic/genai-prices. Only its data is used, never its floating-point totals or its updates. It is loaded
 * when a price is first asked for, so that it takes no memory while no provider is set up.
 */
export function openPriceTable(): PriceTable {
  const version = packageVersion()
  return createPriceTable({
    name: `genai-prices ${version}`,
    dateIso: version === tableRelease.version ? tableRelease.dateIso : undefined,
    async load() {
      const { waitForUpdate } = await import('@pydantic/genai-prices')
      return toTableData(((await waitForUpdate()) ?? []) as unknown as PublishedTable)
    },
  })
}

export interface TableSource extends Pick<PriceTable, 'name' | 'dateIso'> {
  readonly load: () => Promise<TableData>
}

interface Known {
  readonly prices: DatedRates
  /** The name by which the row was found, if that is not the name that was asked for. */
  readonly foundBy: string | undefined
}

const remembered = 2000

export function createPriceTable({ name, dateIso, load }: TableSource): PriceTable {
  let loading: Promise<TableData> | undefined
  const data = () => {
    loading ??= load()
    return loading
  }
  // Each name is looked up once, because trying all rules takes longer than all other work for a price.
  const known = new Map<string, Known | undefined>()

  function look(table: TableData, provider: TableProvider, model: string, namesake?: string) {
    if (model.length > longestName) return undefined
    const key = [Object.values(provider)[0], model, namesake ?? ''].join('\n')
    if (known.has(key)) return known.get(key)
    const found = findNamed(table, provider, model, namesake)
    if (known.size >= remembered) known.clear()
    known.set(key, found)
    return found
  }

  return {
    name,
    dateIso,
    data,
    async find(provider, model, atMs, namesake) {
      const found = look(await data(), provider, model, namesake)
      const price = found && rateAt(found.prices, atMs)
      if (!price) return undefined
      const source = found.foundBy === undefined ? name : `${name} (as ${found.foundBy})`
      return { rates: price.rates, fees: price.fees, source, dateIso: price.sinceIso ?? dateIso }
    },
  }
}

/** If the table has a row for the name itself, that row counts, even if the provider lists the model by another name. */
function findNamed(table: TableData, provider: TableProvider, model: string, namesake?: string) {
  const own = findModel(table, provider, model)
  const listed = namesake === undefined ? undefined : findModel(table, provider, namesake)
  if (own && listed?.model === own.model) return toKnown(own, namesake)
  if (own) return toKnown(own, own.name === model.toLowerCase().trim() ? undefined : own.name)
  return listed && toKnown(listed, namesake)
}

function toKnown(found: FoundModel, foundBy: string | undefined): Known {
  return { prices: datedRates(found), foundBy }
}

function packageVersion(): string {
  const manifest = new URL('../package.json', import.meta.resolve('@pydantic/genai-prices'))
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  return version
}
