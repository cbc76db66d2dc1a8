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

export const halfPrice: Fraction = { numerator: 1n, denominator: 2n }

/**
 * The tiers of service that do not cost what the standard one does, each as the fraction of every rate that it costs;
 * undefined where no fraction holds for every model: its cost is then unknown, since too low an amount would pass
 * budgets unseen. A tier that is not listed costs what the standard one does: servers have many words for that.
 */
export type ServiceTiers = ReadonlyMap<string, Fraction | undefined>

export interface Price extends Rates {
  /** What it was taken from, as 'genai-prices 0.1.8'. */
  readonly source: string
  /** 'YYYY-MM-DD': since when the price holds, else when its source was published. */
  readonly dateIso: string | undefined
  readonly serviceTiers: ServiceTiers
}

/** As rows keep it: 'genai-prices 0.1.8, 2026-09-23'. */
export function describePrice({ source, dateIso }: Price): string {
  return dateIso === undefined ? source : `${source}, ${dateIso}`
}
