// Learns how fast models write, to estimate the length of output that nobody saw. Pure, in memory, and bounded.

/** What is known of one model at one provider. It is stored in ledger.db. */
export interface ModelPace {
  readonly providerId: string
  /** The model's name without the provider. */
  readonly model: string
  /**
   * The output tokens of the latest answers, in which older answers have less weight. `durationMs` is weighted in the same
   * way.
   */
  readonly tokens: number
  readonly durationMs: number
  /** True if the model has reported tokens that were not shown to the caller. */
  readonly thinks: boolean
}

export interface AnswerPace {
  /** All tokens that were billed as output. */
  readonly outputTokens: number
  /** The part of the output that was spent on reasoning. */
  readonly reasoningTokens: number
  /** From the sending of the request to the end of the answer. */
  readonly durationMs: number
}

export type LearnedPaces = ReturnType<typeof createLearnedPaces>

/**
 * The pace in tokens per second while none is known. It is faster than most models, so that leaving early does not make an
 * answer cheaper.
 */
export const priorTokensPerSecond = 100
// After 50 answers, what was known before has a weight of (15/16)^50, which is 4 %.
const kept = 15 / 16
const modelsAtMost = 1000

const keyOf = (providerId: string, model: string) => `${providerId}/${model}`

export function createLearnedPaces(known: readonly ModelPace[]) {
  const paces = new Map(known.slice(-modelsAtMost).map(pace => [keyOf(pace.providerId, pace.model), pace]))

  return {
    /** The tokens that the model writes in this time, not rounded. */
    tokensWithin(providerId: string, model: string, durationMs: number): number {
      const pace = paces.get(keyOf(providerId, model))
      return Math.max(0, durationMs) * (pace ? pace.tokens / pace.durationMs : priorTokensPerSecond / 1000)
    },

    /** Whether the model was ever seen to reason. */
    thinks: (providerId: string, model: string): boolean =>
      paces.get(keyOf(providerId, model))?.thinks ?? false,

    /** The model's new pace. Undefined if this answer says nothing about it. */
    learn(providerId: string, model: string, answer: AnswerPace): ModelPace | undefined {
      const { outputTokens, reasoningTokens, durationMs } = answer
      if (outputTokens === 0 || durationMs <= 0) return undefined
      const key = keyOf(providerId, model)
      const before = paces.get(key)
      const pace: ModelPace = {
        providerId,
        model,
        tokens: (before?.tokens ?? 0) * kept + outputTokens,
        durationMs: (before?.durationMs ?? 0) * kept + durationMs,
        thinks: reasoningTokens > 0 || (before?.thinks ?? false),
      }
      // Deleted before it is set again, so that the first entry of the Map is the one that was not used for longest.
      paces.delete(key)
      const [first] = paces.size >= modelsAtMost ? paces.keys() : []
      if (first !== undefined) paces.delete(first)
      paces.set(key, pace)
      return pace
    },
  }
}
