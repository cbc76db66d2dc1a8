import type { LocalModel } from '../providers/local-kind.ts'

/** What decides about the context of a model on one server. */
export interface ContextRules {
  /** What the server loads a model with if nobody says. Undefined if it loads it with all that the model has. */
  readonly serverTokens: number | undefined
  /**
   * What our requests ask for. Undefined if they do not say, as those do not that a caller wrote for the server or that are in
   * a format without a word for it.
   */
  readonly askedTokens: number | undefined
}

/**
 * The context that a request of ours finds. Undefined if it is not known. Pure.
 *
 * A request that says the context gets it: what the model's own settings or the gateway's say, or more if the model is loaded
 * with more. So it is the same for every request, and the model is not loaded again and again.
 */
export function contextTokensOf(model: LocalModel, rules: ContextRules): number | undefined {
  const { loadedContextTokens: loaded, configuredContextTokens: configured, contextTokens: trained } = model
  if (rules.askedTokens !== undefined) {
    const asked = atMost(configured ?? rules.askedTokens, trained)
    return Math.max(asked, loaded ?? 0)
  }
  if (model.isLoaded) return loaded
  const usual = configured ?? rules.serverTokens
  return usual === undefined ? trained : atMost(usual, trained)
}

function atMost(tokens: number, limit: number | undefined): number {
  return limit === undefined ? tokens : Math.min(tokens, limit)
}
