import { ownPriceSource } from '../contract/prices.ts'
import type { OverrideRates, PriceOverride, PriceOverrides } from '../storage/price-overrides.ts'
import type { PriceTerms } from './bill.ts'
import { indexNames, listedNamesake, type NameIndex, plainNameOf } from './model-names.ts'
import {
  completeRates,
  type Fees,
  type Fraction,
  freePrice,
  type NamedRates,
  type Price,
  type Rate,
} from './price.ts'
import { openPriceTable, type PriceTable, type TablePrice, type TableProvider } from './price-table.ts'

/** What prices need to know of a provider that is set up. */
export interface PricedProvider {
  readonly record: { readonly id: string; readonly baseUrl: string }
  readonly adapter: {
    pricedAs(baseUrl: string): TableProvider
    multiplierOf(model: string, terms: PriceTerms, inputTokens?: number): Fraction | undefined
    readonly dearestMultiplier?: Fraction
    readonly prepaidTiers?: ReadonlySet<string>
    feesOf?(model: string): Fees
    isFree?(model: string, baseUrl: string): boolean
    otherNames?(model: string): readonly string[]
  }
  /** The models that the provider lists. Undefined if they are not known. */
  readonly models?: readonly string[]
}

export interface PriceQuestion {
  /**
   * False if the provider does not list this name. If it lists no other name of the same model either, the table is not
   * asked: the model then has only a price that a person set. The default is true.
   */
  readonly listed?: boolean
  /** The instant whose table price is asked for. The default is now. A price that a person set applies to every instant. */
  readonly atMs?: number
}

export interface PriceBook {
  /** Finds a model's price. A price that a person set comes before the table. Undefined means unknown, never free. */
  find(provider: PricedProvider, model: string, question?: PriceQuestion): Promise<Price | undefined>
}

/**
 * `activeTable` gives the table that is in effect. It is called for each price, because the table may change at any time.
 * `runsElsewhere` says whether a server of one's own is known to pass requests for the model on, so that it is not free.
 */
export function createPriceBook(
  overrides: Pick<PriceOverrides, 'find'>,
  now: () => number,
  activeTable: () => PriceTable = keepOne(openPriceTable),
  runsElsewhere: (provider: PricedProvider, model: string) => boolean = () => false,
): PriceBook {
  const listedNames = new WeakMap<readonly string[], NameIndex>()

  function namesakeOf({ models }: PricedProvider, model: string): string | undefined {
    if (!models || models.length === 0) return undefined
    let index = listedNames.get(models)
    if (!index) {
      index = indexNames(models)
      listedNames.set(models, index)
    }
    return listedNamesake(index, model)
  }

  function ownPrice(
    { record, adapter }: PricedProvider,
    model: string,
    namesake?: string,
  ): PriceOverride | undefined {
    for (const name of [model, ...(adapter.otherNames?.(model) ?? []), namesake]) {
      const own = name === undefined ? undefined : overrides.find(record.id, name)
      if (own) return own
    }
    return undefined
  }

  return {
    async find(provider, model, { listed = true, atMs = now() } = {}) {
      const { record, adapter } = provider
      const namesake = namesakeOf(provider, model)
      const listPrice =
        listed || namesake !== undefined
          ? await activeTable().find(adapter.pricedAs(record.baseUrl), model, atMs, namesake)
          : undefined
      const own = ownPrice(provider, model, namesake)
      const isFree = adapter.isFree?.(model, record.baseUrl) && !runsElsewhere(provider, model)
      if (!own && isFree) return freePrice
      const price = own ? overridden(own, model, listPrice) : listPrice
      if (!price) return undefined
      const { rates, fees, source, dateIso } = price
      const { dearestMultiplier, prepaidTiers } = adapter
      const name = plainNameOf(model)
      return {
        ...completeRates(rates),
        fees: { ...fees, ...adapter.feesOf?.(name) },
        source,
        dateIso,
        multiplierOf: (terms, inputTokens) => adapter.multiplierOf(name, terms, inputTokens),
        dearestMultiplier,
        prepaidTiers,
      }
    },
  }
}

function keepOne<T>(open: () => T): () => T {
  let opened: T | undefined
  return () => {
    opened ??= open()
    return opened
  }
}

function overridden(
  { model, rates, setAtMs }: PriceOverride,
  asked: string,
  listed: TablePrice | undefined,
): TablePrice {
  return {
    rates: { ...listed?.rates, ...toNamedRates(rates) },
    fees: listed?.fees ?? {},
    source: model === asked ? ownPriceSource : `${ownPriceSource} (as ${model})`,
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
