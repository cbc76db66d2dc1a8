import { readFileSync } from 'node:fs'
import type { calcPrice, ModelPrice } from '@pydantic/genai-prices'
import { nanoUsd } from '../contract/units.ts'

/** Nano-dollars per million tokens. The last tier whose `above` the whole input exceeds holds for every token. */
export interface Rate {
  readonly base: bigint
  readonly tiers: readonly { readonly above: number; readonly rate: bigint }[]
}

export interface Price {
  /** What it was taken from, as 'genai-prices 0.1.8'. */
  readonly source: string
  readonly input: Rate
  readonly cacheRead: Rate
  readonly cacheWrite: Rate
  readonly cacheWriteOneHour: Rate
  readonly output: Rate
}

/** How the price table knows a provider: by its id there, or by the address that is called. */
export type PricedProvider = { readonly id: string } | { readonly apiUrl: string }

export interface PriceBook {
  /** Undefined: unknown. An unknown price is never taken for nothing. */
  find(provider: PricedProvider, model: string): Promise<Price | undefined>
}

const remembered = 500
const rememberedForMs = 600_000 // prices are dated, so what was found is looked up again now and then

/**
 * The prices of @pydantic/genai-prices as exact integers: its table is used, its floating-point totals never are. It is
 * loaded when a price is first asked for: without a provider, nobody pays for its memory.
 */
export function createPriceBook(now: () => number): PriceBook {
  const source = `genai-prices ${packageVersion()}`
  const found = new Map<string, { readonly price: Price | undefined; readonly atMs: number }>()
  return {
    async find(provider, model) {
      const key = `${'id' in provider ? provider.id : provider.apiUrl}\n${model}`
      const known = found.get(key)
      const atMs = now()
      if (known && Math.abs(atMs - known.atMs) < rememberedForMs) return known.price
      if (found.size >= remembered) found.clear()
      const { calcPrice: table } = await import('@pydantic/genai-prices')
      const price = look(table, provider, model, atMs, source)
      found.set(key, { price, atMs })
      return price
    },
  }
}

type PriceTable = typeof calcPrice

function look(
  prices: PriceTable,
  provider: PricedProvider,
  model: string,
  atMs: number,
  source: string,
): Price | undefined {
  const at = { timestamp: new Date(atMs) }
  const options =
    'id' in provider ? { providerId: provider.id, ...at } : { providerApiUrl: provider.apiUrl, ...at }
  const table = findTable(prices, model, options)
  const input = toRate(table?.input_mtok)
  const output = toRate(table?.output_mtok)
  if (!table || !input || !output) return undefined
  const cacheWrite = toRate(table.cache_write_mtok) ?? input
  return {
    source,
    input,
    output,
    // Where a class has no price of its own, it is billed as what it is a kind of.
    cacheRead: toRate(table.cache_read_mtok) ?? input,
    cacheWrite,
    cacheWriteOneHour: toRate(table.cache_write_1h_mtok) ?? cacheWrite,
  }
}

function findTable(
  prices: PriceTable,
  model: string,
  options: Parameters<PriceTable>[2],
): ModelPrice | undefined {
  try {
    return prices({ input_tokens: 0, output_tokens: 0 }, model, options)?.model_price
  } catch {
    return undefined // a model whose other units the table demands: no price of ours
  }
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
