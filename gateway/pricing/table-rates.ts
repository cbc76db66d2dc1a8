import { nanoUsd } from '../contract/units.ts'
import { tierStarts } from '../providers/makers.ts'
import type { FoundModel } from './find-model.ts'
import type { Fees, NamedRates, Rate } from './price.ts'
import type { PriceConstraint, TableRate, TableRates } from './table-data.ts'

export interface RatesSince {
  readonly constraint: PriceConstraint | undefined
  /** Undefined if the row has no price for input and output tokens. Of models that write nothing, input is enough. */
  readonly rates: NamedRates | undefined
  readonly fees: Fees
  /** 'YYYY-MM-DD': the day from which these rates apply. Undefined if the table does not say it. */
  readonly sinceIso: string | undefined
}

export type DatedRates = readonly RatesSince[]

/** Converts a row's prices to exact integers, in the table's order. */
export function datedRates({ model, makerId }: Pick<FoundModel, 'model' | 'makerId'>): DatedRates {
  return model.prices.map(({ constraint, rates }) => ({
    constraint,
    rates: toRates(rates, makerId, model.id),
    fees: toFees(rates),
    sinceIso: constraint && 'start_date' in constraint ? constraint.start_date : undefined,
  }))
}

/** The rates at an instant: the last ones whose constraint is fulfilled, or else the first ones. */
export function rateAt(
  dated: DatedRates,
  atMs: number,
): (RatesSince & { readonly rates: NamedRates }) | undefined {
  const found = dated.findLast(({ constraint }) => !constraint || holdsAt(constraint, atMs)) ?? dated[0]
  return found?.rates && { ...found, rates: found.rates }
}

function holdsAt(constraint: PriceConstraint, atMs: number): boolean {
  if ('start_date' in constraint) return atMs >= Date.parse(`${constraint.start_date}T00:00:00Z`)
  const now = atMs % dayMs
  const start = timeOfDay(constraint.start_time)
  const end = timeOfDay(constraint.end_time)
  return end < start ? now >= start || now < end : now >= start && now < end
}

const dayMs = 86_400_000

/** Milliseconds since midnight in UTC of a time such as '00:30:00Z'. */
function timeOfDay(text: string): number {
  return Date.parse(`1970-01-02T${text}`) % dayMs
}

/**
 * Names of models that make vectors. Only for these is a row without a price for output complete: any other model might
 * write, and would do so free of charge.
 */
const makesVectors = /embed|(^|\/)bge-(?!rerank)|(^|\/)voyage-/i

const free: Rate = { base: 0n, tiers: [] }

function toRates(found: TableRates, makerId: string, modelId: string): NamedRates | undefined {
  const rateOf = (key: string) => toRate(found[key], makerId)
  const input = rateOf('input_mtok')
  const output = rateOf('output_mtok') ?? (makesVectors.test(modelId) ? free : undefined)
  if (!input || !output) return undefined
  return {
    input,
    cacheRead: rateOf('cache_read_mtok'),
    cacheWrite: rateOf('cache_write_mtok'),
    cacheWriteOneHour: rateOf('cache_write_1h_mtok'),
    audioInput: rateOf('input_audio_mtok'),
    output,
    audioOutput: rateOf('output_audio_mtok'),
    reasoning: rateOf('output_reasoning_mtok'),
  }
}

/** The table gives fees in dollars per thousand uses. */
function toFees(found: TableRates): Fees {
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

function toRate(price: TableRate | undefined, makerId: string): Rate | undefined {
  if (price === undefined) return undefined
  if (typeof price === 'number') return { base: toNanoUsd(price), tiers: [] }
  const tiers = price.tiers.map(({ start, price: dollars }) => ({
    above: startOfTier(makerId, start),
    rate: toNanoUsd(dollars),
  }))
  return { base: toNanoUsd(price.base), tiers: tiers.sort((one, other) => one.above - other.above) }
}

function startOfTier(makerId: string, start: number): number {
  return tierStarts.find(known => known.makerId === makerId && known.start === start)?.above ?? start
}

/** Converts exactly: the table's numbers are short decimals, and String() gives exactly that decimal back. */
export function toNanoUsd(dollars: number): bigint {
  const text = String(dollars)
  return nanoUsd(/^[\d.]+$/.test(text) ? text : dollars.toFixed(15))
}
