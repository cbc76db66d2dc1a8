import type { NanoUsdText } from './units.ts'

/** How a cost is computed: (tokens at their rates) x all multipliers + fees, rounded up once to a nano-dollar. */
export interface CostArithmetic {
  /** Runs of the model that have different rates are on separate lines. */
  readonly tokens: readonly CostLine[]
  readonly multipliers: readonly CostMultiplier[]
  readonly fees: readonly CostLine[]
  /** What the provider itself says it charges. It is then the cost, and the lists above are empty. */
  readonly billedNanoUsd: NanoUsdText | null
  /** If something has no known price, the most that the cost may be, as far as that is known. Else null. */
  readonly atMostNanoUsd: NanoUsdText | null
}

export interface CostLine {
  readonly what: CostPart
  /** The number of tokens or of uses. */
  readonly count: number
  /** For a million tokens, or for one use. Null if there is no known price. */
  readonly rateNanoUsd: NanoUsdText | null
  /** Exact decimal dollars before any multiplier, such as '0.000639'. Null if the rate is null. */
  readonly amountUsd: string | null
}

export interface CostMultiplier {
  /** The term in the provider's own word: 'fast', 'us', 'priority'. */
  readonly term: string
  /** '1.1', or a fraction such as '20/11' if no decimal is exact. Null if there is no known price. */
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
