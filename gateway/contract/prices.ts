import type { NanoUsdText } from './units.ts'

export interface ModelOfProvider {
  readonly providerId: string
  readonly model: string
}

/** Nano-dollars per million tokens of each class. Null if unknown. */
export interface PriceView extends ModelOfProvider {
  readonly inputNanoUsdPerMillion: NanoUsdText | null
  readonly cacheReadNanoUsdPerMillion: NanoUsdText | null
  readonly cacheWriteNanoUsdPerMillion: NanoUsdText | null
  readonly cacheWriteOneHourNanoUsdPerMillion: NanoUsdText | null
  readonly audioInputNanoUsdPerMillion: NanoUsdText | null
  readonly outputNanoUsdPerMillion: NanoUsdText | null
  readonly audioOutputNanoUsdPerMillion: NanoUsdText | null
  /** Requests with more input tokens than this are billed at other rates. Null if the rates apply to every length. */
  readonly longContextAboveTokens: number | null
  /** 'override' for a price that a person set, else a table such as 'genai-prices 0.1.8'. Null if unknown. */
  readonly source: string | null
  /** 'YYYY-MM-DD' */
  readonly dateIso: string | null
  /** What a person set, without the rates left to the table. Null if nothing was set. */
  readonly own: NewPrice | null
}

/** The result of pricing past requests anew. */
export interface Repricing {
  /** How many requests were looked at, and how many costs were corrected. Each attempt of a request counts. */
  readonly looked: number
  readonly corrected: number
  /** Signed nano-dollars, such as '-30292500'. */
  readonly differenceNanoUsd: string
}

/** Decimal dollars per million tokens, such as '2.5'. A rate that is left out is taken from the price table. */
export interface NewPrice extends ModelOfProvider {
  readonly inputUsdPerMillion: string
  readonly outputUsdPerMillion: string
  readonly cacheReadUsdPerMillion?: string
  readonly cacheWriteUsdPerMillion?: string
  readonly cacheWriteOneHourUsdPerMillion?: string
  readonly audioInputUsdPerMillion?: string
  readonly audioOutputUsdPerMillion?: string
}

/** The source of a price that a person set. */
export const ownPriceSource = 'override'

/** The source and date of a price as a person reads them. `own` is what is said in place of `ownPriceSource`. */
export function priceSourceText(source: string, own: string): string {
  // A date or another name of the model may follow.
  const [word = '', ...rest] = source.split(/(?=[ ,])/)
  return word === ownPriceSource ? [own, ...rest].join('') : source
}
