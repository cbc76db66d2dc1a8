import { readFileSync } from 'node:fs'
import type { calcPrice, ModelPrice, PriceCalculation } from '@pydantic/genai-prices'
import { nanoUsd } from '../contract/units.ts'
import type { Fees, NamedRates, Price, Rate } from './price.ts'

/** How the table knows a provider: by its id there, or by the address that is called. */
export type TableProvider = { readonly id: string } | { readonly apiUrl: string }

export interface TablePrice extends Pick<Price, 'source' | 'dateIso' | 'fees'> {
  readonly rates: NamedRates
}

export interface PriceTable {
  /** The price that holds at an instant. Undefined: unknown. */
  find(provider: TableProvider, model: string, atMs: number): Promise<TablePrice | undefined>
}

/**
 * The day of the table's release, as the registry has it, which the package itself does not say. It is every price's
 * date that has no other; a table of another version has none.
 */
export const tableRelease = { version: '0.1.8', dateIso: '2026-09-23' } as const

/**
 * The prices of @pydantic/genai-prices as exact integers: its table is used, its floating-point totals never are. It is
 * loaded when a price is first asked for: without a provider, nobody pays for its memory.
 */
export function openPriceTable(): PriceTable {
  const version = packageVersion()
  const source = `genai-prices ${version}`
  const releasedIso = version === tableRelease.version ? tableRelease.dateIso : undefined
  return {
    async find(provider, model, atMs) {
      const { calcPrice: table } = await import('@pydantic/genai-prices')
      const found = look(table, provider, model, atMs)
      const rates = found && toRates(found.model_price)
      if (!found || !rates) return undefined
      return { rates, fees: toFees(found.model_price), source, dateIso: startOf(found) ?? releasedIso }
    },
  }
}

function look(
  table: typeof calcPrice,
  provider: TableProvider,
  model: string,
  atMs: number,
): PriceCalculation | undefined {
  const at = { timestamp: new Date(atMs) }
  const options =
    'id' in provider ? { providerId: provider.id, ...at } : { providerApiUrl: provider.apiUrl, ...at }
  try {
    return table({ input_tokens: 0, output_tokens: 0 }, model, options) ?? undefined
  } catch {
    return undefined // a model whose other units the table demands: no price of ours
  }
}

/** The day from which the price holds, where the table says so. */
function startOf({ model, model_price }: PriceCalculation): string | undefined {
  const dated = Array.isArray(model.prices) ? model.prices : []
  const constraint = dated.find(({ prices }) => prices === model_price)?.constraint
  return constraint?.type === 'start_date' ? constraint.start_date.slice(0, 10) : undefined
}

function toRates(found: ModelPrice): NamedRates | undefined {
  const input = toRate(found.input_mtok)
  const output = toRate(found.output_mtok)
  if (!input || !output) return undefined
  return {
    input,
    cacheRead: toRate(found.cache_read_mtok),
    cacheWrite: toRate(found.cache_write_mtok),
    cacheWriteOneHour: toRate(found.cache_write_1h_mtok),
    audioInput: toRate(found.input_audio_mtok),
    output,
    audioOutput: toRate(found.output_audio_mtok),
    reasoning: toRate(found.output_reasoning_mtok),
  }
}

/** The table has them for a thousand uses. */
function toFees(found: ModelPrice): Fees {
  const named = {
    request: found.requests_kcount,
    'web-search': found.web_searches_kcount,
    'file-search': found.storage_searches_kcount,
  }
  const known = Object.entries(named).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  return Object.fromEntries(known.map(([kind, dollars]) => [kind, toNanoUsd(dollars) / 1000n]))
}

function toRate(price: ModelPrice[string]): Rate | undefined {
  if (price === undefined) return undefined
  if (typeof price === 'number') return { base: toNanoUsd(price), tiers: [] }
  return {
    base: toNanoUsd(price.base),
    tiers: price.tiers.map(tier => ({ above: tier.start, rate: toNanoUsd(tier.price) })),
  }
}

/** The table's numbers are short decimals, which their shortest form gives back exactly. */
function toNanoUsd(dollars: number): bigint {
  const text = String(dollars)
  return nanoUsd(/^[\d.]+$/.test(text) ? text : dollars.toFixed(15))
}

function packageVersion(): string {
  const manifest = new URL('../package.json', import.meta.resolve('@pydantic/genai-prices'))
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  return version
}
