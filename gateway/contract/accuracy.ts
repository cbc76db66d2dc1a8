// How good the estimates for holds are. Amounts of money are integer nano-dollars as decimal digits.

/**
 * Compares estimates with complete reports of providers, for the last 30 days in `zone` and at most the newest 100,000
 * requests.
 */
export interface Accuracy {
  readonly zone: string
  /** The models with the most requests first, at most 200. */
  readonly models: readonly ModelAccuracy[]
  /** One point per day, oldest first. Days without requests are included. */
  readonly days: readonly DayAccuracy[]
}

export interface ModelAccuracy {
  readonly providerId: string
  readonly model: string
  readonly requests: number
  /** |estimated - reported| input tokens in percent of the reported ones. Null if none were reported. */
  readonly inputError: ErrorPercent | null
  /** `own` if the model's own tokenizer is known, so that its counts are not corrected. */
  readonly tokenizer: 'own' | 'nearest'
  /** Null if nothing is learned yet. */
  readonly ratio: TokenRatioView | null
  readonly output: OutputHolds
  /** Only for requests whose model has a price. Null if there are none. */
  readonly money: MoneyHolds | null
}

export interface ErrorPercent {
  readonly mean: number
  readonly p50: number
  readonly p95: number
}

/** Reported input tokens per token that the nearest encoding counts. */
export interface TokenRatioView {
  readonly mean: number
  /** The standard deviation. */
  readonly spread: number
  readonly samples: number
}

export interface OutputHolds {
  /** How many requests had answers longer than what was held for them at first. */
  readonly exceeded: number
  /** The tokens that were held at first but not used, as a mean over all requests. */
  readonly meanUnusedTokens: number
  readonly meanTokens: number
}

export interface MoneyHolds {
  /** The most that was held for the requests. */
  readonly heldNanoUsd: string
  readonly settledNanoUsd: string
}

export interface DayAccuracy extends MoneyHolds {
  /** ISO date in the time zone. */
  readonly day: string
  readonly requests: number
  /** The mean over the day's requests. Null if there were none. */
  readonly inputErrorPercent: number | null
}
