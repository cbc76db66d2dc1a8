// Learns how many tokens a model's own tokenizer makes per token of the nearest known encoding. No I/O, bounded memory.
import { familyOf } from './model-family.ts'

/** What was learned about one model. It is stored in ledger.db. */
export interface TokenRatio {
  /** The model's name without the provider. */
  readonly model: string
  /** The number of requests that were used to learn. */
  readonly samples: number
  /** The mean of: reported input tokens per counted token. */
  readonly mean: number
  /** The variance of the same values. Old samples weigh less. */
  readonly variance: number
  /** How many samples the mean is worth, including those that the prior counts as. */
  readonly weight: number
}

/** The input of one request whose provider reported its count. */
export interface CountedInput {
  /** Counted with the nearest encoding. */
  readonly countedTokens: number
  /** The part of `countedTokens` that is text, without estimates for pictures and without separators. */
  readonly textTokens: number
  readonly reportedTokens: number
}

/** The prior weighs as much as this many requests. It is measured, but not on the texts that this client sends. */
const priorWeight = 4
// A new sample weighs at least a sixteenth. So after 50 more requests, everything before them weighs (15/16)^50, 4 %.
const mostWeight = 16
const modelsAtMost = 1000
const leastTokens = 64
const leastTextShare = 0.8
/**
 * The worst case is this many standard deviations above the mean. By Chebyshev's inequality, at least 15 of 16 samples are
 * below it, whatever their distribution.
 */
const deviationsAbove = 4
/**
 * The worst case is at least this many times the prior. The prior is measured on prose, and code and tables make more
 * tokens.
 */
const worstTimesPrior = 2
/** No two tokenizers differ more than this. Beyond it, the reported number must mean something else. */
const furthestRatio = 8

export type LearnedRatios = ReturnType<typeof createLearnedRatios>

export function createLearnedRatios(known: readonly TokenRatio[]) {
  const ratios = new Map(known.slice(-modelsAtMost).map(ratio => [ratio.model, ratio]))

  return {
    /** The factor by which to multiply a raw count. It is always 1 if the model's own tokenizer is known. */
    ratioOf(model: string): number {
      const prior = familyOf(model).ratio
      return prior === 1 ? 1 : (ratios.get(tokenizerNameOf(model))?.mean ?? prior)
    },

    /**
     * The factor for the worst case. If the model's own tokenizer is known, it is 1, unless reported numbers were higher.
     */
    worstRatioOf(model: string): number {
      const prior = familyOf(model).ratio
      const floor = prior === 1 ? 1 : prior * worstTimesPrior
      const known = ratios.get(tokenizerNameOf(model))
      if (!known || known.samples === 0) return floor
      return Math.min(
        furthestRatio,
        Math.max(floor, known.mean + deviationsAbove * Math.sqrt(known.variance)),
      )
    },

    /** Learns from a request and gives the model's new ratio. Undefined if the request says nothing about the ratio. */
    learn(model: string, input: CountedInput): TokenRatio | undefined {
      const sample = input.reportedTokens / input.countedTokens
      if (!isTextAlmostAlone(input) || sample > furthestRatio || sample < 1 / furthestRatio) return undefined
      const name = tokenizerNameOf(model)
      const ratio = addSample(ratios.get(name) ?? priorOf(name), sample)
      ratios.delete(name) // moves the model to the end: the first entry of the Map is the one unused for longest
      const [first] = ratios.size >= modelsAtMost ? ratios.keys() : []
      if (first !== undefined) ratios.delete(first)
      ratios.set(name, ratio)
      return ratio
    },
  }
}

/**
 * True if the request is almost only text. Short requests consist mostly of the format's separators, and counts of pictures
 * and files are guesses. Neither says anything about the tokenizer.
 */
function isTextAlmostAlone({ countedTokens, textTokens }: CountedInput): boolean {
  return countedTokens >= leastTokens && textTokens >= countedTokens * leastTextShare
}

/** The name under which a model's ratio is kept: without a provider, because a model has the same tokenizer everywhere. */
export function tokenizerNameOf(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1)
}

function priorOf(model: string): TokenRatio {
  return { model, samples: 0, mean: familyOf(model).ratio, variance: 0, weight: priorWeight }
}

/**
 * Welford's update. It is exact while the weight grows. From then on, old samples lose weight exponentially:
 * https://en.wikipedia.org/wiki/Algorithms_for_calculating_variance#Weighted_incremental_algorithm
 */
function addSample({ model, samples, mean, variance, weight }: TokenRatio, sample: number): TokenRatio {
  const grown = Math.min(weight + 1, mostWeight)
  const share = 1 / grown
  const difference = sample - mean
  return {
    model,
    samples: samples + 1,
    mean: mean + difference * share,
    variance: (1 - share) * (variance + difference * difference * share),
    weight: grown,
  }
}
