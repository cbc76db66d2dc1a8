import type { NanoUsdText } from './units.ts'

export interface ModelOfProvider {
  readonly providerId: string
  readonly model: string
}

/** Nano-dollars per million tokens of each class; null where unknown. */
export interface PriceView extends ModelOfProvider {
  readonly inputNanoUsdPerMillion: NanoUsdText | null
  readonly cacheReadNanoUsdPerMillion: NanoUsdText | null
  readonly cacheWriteNanoUsdPerMillion: NanoUsdText | null
  readonly cacheWriteOneHourNanoUsdPerMillion: NanoUsdText | null
  readonly audioInputNanoUsdPerMillion: NanoUsdText | null
  readonly outputNanoUsdPerMillion: NanoUsdText | null
  readonly audioOutputNanoUsdPerMillion: NanoUsdText | null
  /** Requests with more input than this are billed at other rates; null where the rates hold for any length. */
  readonly longContextAboveTokens: number | null
  /** 'override' for a price of one's own, else as 'genai-prices 0.1.8'; null where unknown. */
  readonly source: string | null
  /** 'YYYY-MM-DD' */
  readonly dateIso: string | null
  /** What a person set, without what was left to the table; null: nothing. */
  readonly own: NewPrice | null
}

/** What pricing the past anew came to. */
export interface Repricing {
  /** Requests that were looked at, and those whose cost was corrected; of several attempts, each counts. */
  readonly looked: number
  readonly corrected: number
  /** Signed nano-dollars: '-30292500'. */
  readonly differenceNanoUsd: string
}

/** Decimal dollars per million tokens: '2.5'. What is left out is as the price table has it. */
export interface NewPrice extends ModelOfProvider {
  readonly inputUsdPerMillion: string
  readonly outputUsdPerMillion: string
  readonly cacheReadUsdPerMillion?: string
  readonly cacheWriteUsdPerMillion?: string
  readonly cacheWriteOneHourUsdPerMillion?: string
  readonly audioInputUsdPerMillion?: string
  readonly audioOutputUsdPerMillion?: string
}
