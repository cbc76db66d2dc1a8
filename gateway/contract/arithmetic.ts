import type { NanoUsdText } from './units.ts'

/** How a cost comes about: (tokens at their rates) x every multiplier + fees, rounded up once to a nano-dollar. */
export interface CostArithmetic {
  /** Runs of the model whose rates differ stand apart. */
  readonly tokens: readonly CostLine[]
  readonly multipliers: readonly CostMultiplier[]
  readonly fees: readonly CostLine[]
  /** What the provider itself says that it charges: it is the cost, and nothing is listed then. */
  readonly billedNanoUsd: NanoUsdText | null
  /** Where something has no known price: the most that the cost may be, as far as that is known. */
  readonly atMostNanoUsd: NanoUsdText | null
}

export interface CostLine {
  readonly what: CostPart
  /** Tokens or uses. */
  readonly count: number
  /** Of a million tokens, or of one use; null: it has no known price. */
  readonly rateNanoUsd: NanoUsdText | null
  /** Exact decimal dollars before any multiplier: '0.000639'; null where the rate is. */
  readonly amountUsd: string | null
}

export interface CostMultiplier {
  /** In the provider's own word: 'fast', 'us', 'priority'. */
  readonly term: string
  /** '1.1', or '20/11' where no decimal is exact; null: it has no known price. */
  readonly factor: string | null
}

export const costParts = [
  'input',
  'cacheRead',
  'cacheWrite',
  'cacheWriteOneHour',
  'audioInput',
  'output',
  'audioOutput',
  'reasoning',
  'request',
  'web-search',
  'file-search',
  'other',
  'other-model',
] as const
export type CostPart = (typeof costParts)[number]
