import type { Empty, NanoUsdText } from './units.ts'

/** The methods of the admin object that deal with price tables. */
export interface PriceTableApi {
  readPriceTables(input: Empty): Promise<PriceTables>
  /** Fetches and keeps the table that is published now. The table in effect does not change. */
  fetchPriceTable(input: Empty): Promise<PriceTableReview>
  /** Says what a kept table would change. The id 0 is the built-in table. */
  reviewPriceTable(input: { readonly id: number }): Promise<PriceTableReview>
  /**
   * Puts a table in effect from the next request on. If it never was in effect and has changes that are hard to believe, it
   * is refused unless `acceptDoubtful` is true.
   */
  choosePriceTable(input: { readonly id: number; readonly acceptDoubtful?: boolean }): Promise<PriceTables>
}

/** A price table that can be put in effect. */
export interface PriceTableView {
  /** 0 for the built-in table. */
  readonly id: number
  /** The name that prices give as their source: 'genai-prices 0.1.8', 'genai-prices data 2026-11-27'. */
  readonly name: string
  /** 'YYYY-MM-DD': the day on which it was published or fetched. */
  readonly dateIso: string | null
  readonly active: boolean
  /** False if it was fetched but never in effect. */
  readonly wasUsed: boolean
}

export interface PriceTableUse {
  readonly atMs: number
  readonly name: string
  readonly chosenBy: 'person' | 'schedule'
}

export interface PriceTables {
  readonly active: PriceTableView
  /** Newest first, with the built-in table last. */
  readonly kept: readonly PriceTableView[]
  /** The table that was in effect before and is still kept. It is the one to go back to. */
  readonly previous: PriceTableView | null
  /** Newest first. */
  readonly uses: readonly PriceTableUse[]
  /** 0 if prices are only updated when a person asks. */
  readonly updateEveryHours: number
  /** When the publisher's data was last fetched successfully. */
  readonly checkedAtMs: number | null
  /** Why the last fetch of this run failed. Null if it did not. */
  readonly checkError: string | null
  /** Models of real requests of the last 30 days that have no price now, the most used first. */
  readonly unpriced: readonly UnpricedModel[]
}

export interface UnpricedModel {
  readonly providerId: string
  readonly model: string
  readonly requests: number
  readonly lastAtMs: number
  /** True if the provider's list is known and does not have it: it may be a slip. */
  readonly isUnlisted: boolean
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

/** A change in nano-dollars per million tokens. Null means no price. */
export interface RateChange {
  readonly rate: RateName
  /** For requests with more input tokens than this. Null for all other requests. */
  readonly aboveTokens: number | null
  readonly before: NanoUsdText | null
  readonly after: NanoUsdText | null
}

export interface PriceChange {
  readonly kind: 'added' | 'changed' | 'removed'
  /** The provider that is set up here and lists the model. Null for a row of the table that no model here is priced by. */
  readonly providerId: string | null
  /** The table's id of whoever sells the model. */
  readonly makerId: string
  readonly model: string
  readonly rates: readonly RateChange[]
  /** 'YYYY-MM-DD': the day from which the new price applies, if the table says it. It may be in the future. */
  readonly sinceIso: string | null
  readonly doubt: PriceDoubt | null
}

export interface VanishedModels {
  readonly makerId: string
  readonly gone: number
  readonly of: number
}

/** What another table would change. */
export interface PriceTableReview {
  readonly table: PriceTableView
  /** The name of the table in effect, with which the other one is compared. */
  readonly against: string
  /** All changes for models that the providers here list. */
  readonly yours: readonly PriceChange[]
  /** Changes of other rows, at most five hundred, and how many there are in all. */
  readonly others: readonly PriceChange[]
  readonly otherCounts: { readonly added: number; readonly changed: number; readonly removed: number }
  /** Makers that have many models fewer than before. */
  readonly vanished: readonly VanishedModels[]
  /** How many changes in all rows are hard to believe. They must be accepted explicitly. */
  readonly doubtful: number
}
