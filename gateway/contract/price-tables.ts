import type { Empty, NanoUsdText } from './units.ts'

/** The part of the admin object that is about price tables. */
export interface PriceTableApi {
  readPriceTables(input: Empty): Promise<PriceTables>
  /** Fetches the table that is published now and keeps it; what is in effect stays. */
  fetchPriceTable(input: Empty): Promise<PriceTableReview>
  /** What a kept table would change; 0 is the built-in one. */
  reviewPriceTable(input: { readonly id: number }): Promise<PriceTableReview>
  /**
   * In effect from the next request on. A table that was never in effect and changes prices implausibly is refused
   * unless that is accepted.
   */
  choosePriceTable(input: { readonly id: number; readonly acceptDoubtful?: boolean }): Promise<PriceTables>
}

/** A price table that can be in effect. */
export interface PriceTableView {
  /** 0: the built-in one. */
  readonly id: number
  /** As prices name it: 'genai-prices 0.1.8', 'genai-prices data 2026-11-27'. */
  readonly name: string
  /** 'YYYY-MM-DD': when it was published, or fetched. */
  readonly dateIso: string | null
  readonly active: boolean
  /** False: it was fetched and nobody has taken it yet. */
  readonly wasUsed: boolean
}

export interface PriceTableUse {
  readonly atMs: number
  readonly name: string
  readonly chosenBy: 'person' | 'schedule'
}

export interface PriceTables {
  readonly active: PriceTableView
  /** Newest first, the built-in one last. */
  readonly kept: readonly PriceTableView[]
  /** What was in effect before and is still kept: where one step back leads. */
  readonly previous: PriceTableView | null
  /** Newest first. */
  readonly uses: readonly PriceTableUse[]
  /** 0: prices are only updated when a person asks. */
  readonly updateEveryHours: number
  /** When the publisher was last asked with success. */
  readonly checkedAtMs: number | null
  /** Why the last question failed in this run. */
  readonly checkError: string | null
  /** Real requests of the last 30 days whose model has no price now, the most used first. */
  readonly unpriced: readonly UnpricedModel[]
}

export interface UnpricedModel {
  readonly providerId: string
  readonly model: string
  readonly requests: number
  readonly lastAtMs: number
}

export type PriceDoubt = 'costs-nothing' | 'tenfold' | 'too-dear' | 'no-price-any-more'

export type RateName =
  | 'input'
  | 'cacheRead'
  | 'cacheWrite'
  | 'cacheWriteOneHour'
  | 'audioInput'
  | 'output'
  | 'audioOutput'
  | 'reasoning'

/** Nano-dollars per million tokens; null: none. */
export interface RateChange {
  readonly rate: RateName
  /** Of requests with more input than this; null: of the others, or of all. */
  readonly aboveTokens: number | null
  readonly before: NanoUsdText | null
  readonly after: NanoUsdText | null
}

export interface PriceChange {
  readonly kind: 'added' | 'changed' | 'removed'
  /** The provider that is set up and lists the model; null: a row of the table that nothing here is priced by. */
  readonly providerId: string | null
  /** As the table names who sells it. */
  readonly makerId: string
  readonly model: string
  readonly rates: readonly RateChange[]
  /** 'YYYY-MM-DD': from when the new price holds, where the table says so; it may be to come. */
  readonly sinceIso: string | null
  readonly doubt: PriceDoubt | null
}

export interface VanishedModels {
  readonly makerId: string
  readonly gone: number
  readonly of: number
}

/** What would be different with another table. */
export interface PriceTableReview {
  readonly table: PriceTableView
  /** The table in effect that it is compared with. */
  readonly against: string
  /** Of what the providers that are set up list: all of them. */
  readonly yours: readonly PriceChange[]
  /** Of the table's other rows, five hundred at most, and how many there are. */
  readonly others: readonly PriceChange[]
  readonly otherCounts: { readonly added: number; readonly changed: number; readonly removed: number }
  /** Who sells many models less than before. */
  readonly vanished: readonly VanishedModels[]
  /** What must be confirmed by itself, of all rows. */
  readonly doubtful: number
}
