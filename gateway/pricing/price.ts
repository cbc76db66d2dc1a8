import type { FeeKind, PriceTerms } from './bill.ts'

/** Nano-dollars per million tokens. The last tier whose `above` the whole input exceeds holds for every token. */
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
  /** Undefined: unknown. Audio costs many times what text does, so the rate of text is no stand-in for it. */
  readonly audioInput: Rate | undefined
  readonly output: Rate
  readonly audioOutput: Rate | undefined
  readonly reasoning: Rate
}

/** The rates that a source names; of a class of text that it leaves out, what costs as the class it is a kind of. */
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

/** Undefined where one of them is. */
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

/** Nano-dollars a use. What is not named here has no known price. */
export type Fees = Readonly<Partial<Record<FeeKind, bigint>>>

export interface Price extends Rates {
  /** What it was taken from, as 'genai-prices 0.1.8'. */
  readonly source: string
  /** 'YYYY-MM-DD': since when the price holds, else when its source was published. */
  readonly dateIso: string | undefined
  readonly fees: Fees
  /**
   * What every rate is multiplied by under these terms, for this much input where the terms' price depends on it.
   * Undefined: unknown, and so is the cost then, since too low an amount would pass budgets unseen.
   */
  readonly multiplierOf: (terms: PriceTerms, inputTokens?: number) => Fraction | undefined
  /** The most that any terms of this provider are known to multiply by: what unknown terms are charged at. */
  readonly dearestMultiplier?: Fraction | undefined
  /** Tiers whose unknown multiplier is at most the standard tier's. */
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

/** As rows keep it: 'genai-prices 0.1.8, 2026-09-23'. */
export function describePrice({ source, dateIso }: Price): string {
  return dateIso === undefined ? source : `${source}, ${dateIso}`
}
