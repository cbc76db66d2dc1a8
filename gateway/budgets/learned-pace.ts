// How fast models write: what an answer may have come to that nobody saw. Pure, in memory, bounded.

/** What is known of one model at one provider; kept in ledger.db. */
export interface ModelPace {
  readonly providerId: string
  /** Without the provider. */
  readonly model: string
  /** Of the latest answers, old ones weighing less. */
  readonly tokens: number
  readonly durationMs: number
  /** It has reported tokens that nobody was shown. */
  readonly thinks: boolean
}

export interface AnswerPace {
  /** Everything that was billed as output. */
  readonly outputTokens: number
  /** The part of it that was spent on reasoning. */
  readonly reasoningTokens: number
  /** From the moment the request was sent to the answer's end. */
  readonly durationMs: number
}

export type LearnedPaces = ReturnType<typeof createLearnedPaces>

/** Tokens a second while nothing is known: faster than most models, so that leaving early is not the cheaper way. */
export const priorTokensPerSecond = 100
// After 50 answers, what was before weighs (15/16)^50, 4 %.
const kept = 15 / 16
const modelsAtMost = 1000

const keyOf = (providerId: string, model: string) => `${providerId}/${model}`

export function createLearnedPaces(known: readonly ModelPace[]) {
  const paces = new Map(known.slice(-modelsAtMost).map(pace => [keyOf(pace.providerId, pace.model), pace]))

  return {
    /** Tokens that the model writes in so long; not rounded. */
    tokensWithin(providerId: string, model: string, durationMs: number): number {
      const pace = paces.get(keyOf(providerId, model))
      return Math.max(0, durationMs) * (pace ? pace.tokens / pace.durationMs : priorTokensPerSecond / 1000)
    },

    /** Whether it was seen to reason. */
    thinks: (providerId: string, model: string): boolean =>
      paces.get(keyOf(providerId, model))?.thinks ?? false,

    /** The model's pace from now on; undefined: the answer says nothing about it. */
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
      paces.delete(key) // the one that was longest unused is the first of the Map
      const [first] = paces.size >= modelsAtMost ? paces.keys() : []
      if (first !== undefined) paces.delete(first)
      paces.set(key, pace)
      return pace
    },
  }
}
