import type { OverrideRates, PriceOverride, PriceOverrides } from '../storage/price-overrides.ts'
import type { PriceTerms } from './bill.ts'
import { completeRates, type Fees, type Fraction, type NamedRates, type Price, type Rate } from './price.ts'
import { openPriceTable, type TablePrice, type TableProvider } from './price-table.ts'

/** A provider that is set up, as far as its prices need to know it. */
export interface PricedProvider {
  readonly record: { readonly id: string; readonly baseUrl: string }
  readonly adapter: {
    pricedAs(baseUrl: string): TableProvider
    multiplierOf(model: string, terms: PriceTerms, inputTokens?: number): Fraction | undefined
    readonly dearestMultiplier?: Fraction
    feesOf?(model: string): Fees
  }
}

export interface PriceQuestion {
  /** False: the provider does not list the model, so that only a price that a person set holds; true unless given. */
  readonly listed?: boolean
  /** The instant whose table is asked; now unless given. What a person set holds for every instant. */
  readonly atMs?: number
}

export interface PriceBook {
  /** What a person set comes before the table. Undefined: unknown. An unknown price is never taken for nothing. */
  find(provider: PricedProvider, model: string, question?: PriceQuestion): Promise<Price | undefined>
}

/** The source of a price that a person set. */
export const overrideSource = 'override'

const remembered = 500
const rememberedForMs = 600_000 // prices are dated, so what was found is looked up again now and then

export function createPriceBook(overrides: Pick<PriceOverrides, 'find'>, now: () => number): PriceBook {
  const table = openPriceTable()
  const found = new Map<string, { readonly price: TablePrice | undefined; readonly atMs: number }>()

  async function lookNow(provider: TableProvider, model: string): Promise<TablePrice | undefined> {
    const key = `${'id' in provider ? provider.id : provider.apiUrl}\n${model}`
    const known = found.get(key)
    const atMs = now()
    if (known && Math.abs(atMs - known.atMs) < rememberedForMs) return known.price
    if (found.size >= remembered) found.clear()
    const price = await table.find(provider, model, atMs)
    found.set(key, { price, atMs })
    return price
  }

  return {
    async find({ record, adapter }, model, { listed = true, atMs } = {}) {
      const known = adapter.pricedAs(record.baseUrl)
      const look = () => (atMs === undefined ? lookNow(known, model) : table.find(known, model, atMs))
      const listPrice = listed ? await look() : undefined
      const own = overrides.find(record.id, model)
      const price = own ? overridden(own, listPrice) : listPrice
      if (!price) return undefined
      const { rates, fees, source, dateIso } = price
      const { dearestMultiplier } = adapter
      return {
        ...completeRates(rates),
        fees: { ...fees, ...adapter.feesOf?.(model) },
        source,
        dateIso,
        multiplierOf: (terms, inputTokens) => adapter.multiplierOf(model, terms, inputTokens),
        dearestMultiplier,
      }
    },
  }
}

function overridden({ rates, setAtMs }: PriceOverride, listed: TablePrice | undefined): TablePrice {
  return {
    rates: { ...listed?.rates, ...toNamedRates(rates) },
    fees: listed?.fees ?? {},
    source: overrideSource,
    dateIso: new Date(setAtMs).toISOString().slice(0, 10),
  }
}

function toNamedRates({ input, output, ...others }: OverrideRates): NamedRates {
  const flat = (base: bigint): Rate => ({ base, tiers: [] })
  const set = Object.entries(others).filter((entry): entry is [string, bigint] => entry[1] !== undefined)
  return {
    input: flat(input),
    output: flat(output),
    ...Object.fromEntries(set.map(([name, rate]) => [name, flat(rate)])),
  }
}
