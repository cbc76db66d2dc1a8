// How many tokens a model's own tokenizer makes of one token of the nearest encoding that is known. Pure, bounded.
import { familyOf } from './model-family.ts'

/** What is known of one model; kept in ledger.db. */
export interface TokenRatio {
  /** Without the provider. */
  readonly model: string
  /** Requests that taught. */
  readonly samples: number
  /** Reported input tokens per token counted. */
  readonly mean: number
  /** Of the same, with old samples weighing less. */
  readonly variance: number
  /** How many samples the mean stands for, the prior's among them. */
  readonly weight: number
}

/** One request whose provider reported what it counted. */
export interface CountedInput {
  /** In the nearest encoding. */
  readonly countedTokens: number
  /** The part of them that is text, and no estimate of a picture or a separator. */
  readonly textTokens: number
  readonly reportedTokens: number
}

/** The prior counts as so many requests: it is measured, but not on what this client sends. */
const priorWeight = 4
// A sample never weighs less than a sixteenth: after 50 requests, what was before weighs (15/16)^50, 4 %.
const mostWeight = 16
const modelsAtMost = 1000
const leastTokens = 64
const leastTextShare = 0.8
/** What is held at worst lies so many standard deviations above the mean: by Chebyshev, 15 of 16 of any samples are below. */
const deviationsAbove = 4
/** And never below so many times the prior, which is measured on prose: code and tables are cut finer. */
const worstTimesPrior = 2
/** No tokenizer is so far from another: what was reported then is something else. */
const furthestRatio = 8

export type LearnedRatios = ReturnType<typeof createLearnedRatios>

export function createLearnedRatios(known: readonly TokenRatio[]) {
  const ratios = new Map(known.slice(-modelsAtMost).map(ratio => [ratio.model, ratio]))

  return {
    /** What a raw count is multiplied by: 1 where the model's own tokenizer is known, whatever is reported. */
    ratioOf(model: string): number {
      const prior = familyOf(model).ratio
      return prior === 1 ? 1 : (ratios.get(tokenizerNameOf(model))?.mean ?? prior)
    },

    /**
     * What a raw count is multiplied by at worst. Where the tokenizer is known, 1, unless what was reported says otherwise.
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

    /** What the model's ratio is now; undefined: the request says nothing about it. */
    learn(model: string, input: CountedInput): TokenRatio | undefined {
      const sample = input.reportedTokens / input.countedTokens
      if (!isTextAlmostAlone(input) || sample > furthestRatio || sample < 1 / furthestRatio) return undefined
      const name = tokenizerNameOf(model)
      const ratio = addSample(ratios.get(name) ?? priorOf(name), sample)
      ratios.delete(name) // the one that was longest unused is the first of the Map
      const [first] = ratios.size >= modelsAtMost ? ratios.keys() : []
      if (first !== undefined) ratios.delete(first)
      ratios.set(name, ratio)
      return ratio
    },
  }
}

/** Short requests are mostly the format's separators, and pictures and files are guesses: neither is the tokenizer. */
function isTextAlmostAlone({ countedTokens, textTokens }: CountedInput): boolean {
  return countedTokens >= leastTokens && textTokens >= countedTokens * leastTextShare
}

/** What a model's ratio is kept under, with or without a provider before it: the same model has one tokenizer everywhere. */
export function tokenizerNameOf(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1)
}

function priorOf(model: string): TokenRatio {
  return { model, samples: 0, mean: familyOf(model).ratio, variance: 0, weight: priorWeight }
}

/**
 * Welford's update, exact as long as the weight grows and exponentially forgetting from then on:
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
