import type { FeeKind, PriceTerms } from './bill.ts'

/**
 * Nano-dollars per million tokens. The tiers are in ascending order: the last one whose `above` is less than the whole input
 * gives the rate of every token.
 */
export interface Rate {
  readonly base: bigint
  readonly tiers: readonly { readonly above: number; readonly rate: bigint }[]
}

/** One rate for each class of tokens. */
export interface Rates {
  readonly input: Rate
  readonly cacheRead: Rate
  readonly cacheWrite: Rate
  readonly cacheWriteOneHour: Rate
  /** Undefined if unknown. The rate of text is not used instead, because audio costs many times as much. */
  readonly audioInput: Rate | undefined
  readonly output: Rate
  readonly audioOutput: Rate | undefined
  readonly reasoning: Rate
}

/**
 * The rates that a source names. `completeRates` fills in a missing class of text tokens with the rate of the more general
 * class.
 */
export interface NamedRates {
  readonly input: Rate
  readonly cacheRead?: Rate | undefined
  readonly cacheWrite?: Rate | undefined
  readonly cacheWriteOneHour?: Rate | undefined
  readonly audioInput?: Rate | undefined
  readonly output: Rate
  readonly audioOutput?: Rate | undefined
  readonly reasoning?: Rate | undefined
}

export function completeRates(named: NamedRates): Rates {
  const cacheWrite = named.cacheWrite ?? named.input
  return {
    input: named.input,
    cacheRead: named.cacheRead ?? named.input,
    cacheWrite,
    cacheWriteOneHour: named.cacheWriteOneHour ?? cacheWrite,
    audioInput: named.audioInput,
    output: named.output,
    audioOutput: named.audioOutput,
    reasoning: named.reasoning ?? named.output,
  }
}

export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

export const wholePrice: Fraction = { numerator: 1n, denominator: 1n }
export const halfPrice: Fraction = { numerator: 1n, denominator: 2n }

/** Multiplies the factors. Undefined if one of them is undefined. */
export function product(...factors: readonly (Fraction | undefined)[]): Fraction | undefined {
  let result: Fraction | undefined = wholePrice
  for (const factor of factors) {
    if (!factor) return undefined
    if (factor === wholePrice) continue
    result =
      result === wholePrice
        ? factor
        : {
            numerator: result.numerator * factor.numerator,
            denominator: result.denominator * factor.denominator,
          }
  }
  return result
}

/** Nano-dollars per use. A kind of use that is missing here has no known price. */
export type Fees = Readonly<Partial<Record<FeeKind, bigint>>>

export interface Price extends Rates {
  /** Where the price comes from, for example 'genai-prices 0.1.8'. */
  readonly source: string
  /** 'YYYY-MM-DD': the day from which the price applies, or else the day on which its source was published. */
  readonly dateIso: string | undefined
  readonly fees: Fees
  /**
   * The factor by which these terms multiply every rate. For some terms it depends on the number of input tokens. Undefined
   * if unknown. The cost is then unknown too, because with too low an amount a request could exceed its budgets unnoticed.
   */
  readonly multiplierOf: (terms: PriceTerms, inputTokens?: number) => Fraction | undefined
  /** The largest factor of any terms of this provider that is known. Unknown terms are charged at this factor. */
  readonly dearestMultiplier?: Fraction | undefined
  /** Service tiers whose factor is unknown but at most that of the standard tier. */
  readonly prepaidTiers?: ReadonlySet<string> | undefined
}

const nothing: Rate = { base: 0n, tiers: [] }

/** What runs on a machine of one's own: known, and nothing, whatever the terms. */
export const freePrice: Price = {
  ...completeRates({ input: nothing, output: nothing, audioInput: nothing, audioOutput: nothing }),
  source: 'no charge: runs on a machine of your own',
  dateIso: undefined,
  fees: {},
  multiplierOf: () => wholePrice,
  dearestMultiplier: wholePrice,
  prepaidTiers: new Set(),
}

/** The source of an amount that the provider itself reported. */
export const providersOwnBill = 'usage.cost of the provider'

/** The source and date as ledger and log rows store them: 'genai-prices 0.1.8, 2026-09-23'. */
export function describePrice({ source, dateIso }: Price): string {
  return dateIso === undefined ? source : `${source}, ${dateIso}`
}
