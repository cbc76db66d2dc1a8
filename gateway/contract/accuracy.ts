// How good the estimates are that holds are made of. Amounts of money are integer nano-dollars as digits.

/** Of the last 30 days in `zone`, and of the newest 100,000 requests, what their providers reported completely. */
export interface Accuracy {
  readonly zone: string
  /** Most requests first, 200 at most. */
  readonly models: readonly ModelAccuracy[]
  /** One point a day, oldest first, days without requests included. */
  readonly days: readonly DayAccuracy[]
}

export interface ModelAccuracy {
  readonly providerId: string
  readonly model: string
  readonly requests: number
  /** |estimated - reported| input tokens in percent of the reported; null: none was reported. */
  readonly inputError: ErrorPercent | null
  /** `own`: the model's tokenizer is known, and nothing corrects its count. */
  readonly tokenizer: 'own' | 'nearest'
  /** Null: nothing learned yet. */
  readonly ratio: TokenRatioView | null
  readonly output: OutputHolds
  /** Of the requests whose model has a price; null where none has. */
  readonly money: MoneyHolds | null
}

export interface ErrorPercent {
  readonly mean: number
  readonly p50: number
  readonly p95: number
}

/** Reported input tokens per token of the nearest encoding. */
export interface TokenRatioView {
  readonly mean: number
  /** The standard deviation. */
  readonly spread: number
  readonly samples: number
}

export interface OutputHolds {
  /** Requests whose answer was longer than what was held for it at first. */
  readonly exceeded: number
  /** Tokens held at first and not used, the mean of all requests. */
  readonly meanUnusedTokens: number
  readonly meanTokens: number
}

export interface MoneyHolds {
  /** The most that was held. */
  readonly heldNanoUsd: string
  readonly settledNanoUsd: string
}

export interface DayAccuracy extends MoneyHolds {
  /** ISO date in the zone. */
  readonly day: string
  readonly requests: number
  /** The mean over its requests; null with none. */
  readonly inputErrorPercent: number | null
}
