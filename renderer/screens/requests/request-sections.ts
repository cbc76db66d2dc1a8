import type { RequestDetail } from '../../../gateway/contract/requests.ts'

export interface RequestSections {
  readonly timing: boolean
  readonly tokens: boolean
  readonly cost: boolean
  readonly cache: boolean
}

/** Which sections have something to say of a request. What was refused has no tokens, costs nothing and took no time. */
export function sectionsOf(request: RequestDetail): RequestSections {
  const { arithmetic, attempts, cache, costNanoUsd, heldNanoUsd, purpose, timing } = request
  // Requests for lists of models and probes have no tokens, no cost and no phases.
  if (purpose === 'models' || purpose === 'other')
    return { timing: false, tokens: false, cost: false, cache: false }
  const isUnknown = costNanoUsd === null
  return {
    timing: timing.heldMs !== null || timing.upstreamSentMs !== null || timing.firstTokenMs !== null,
    tokens: tokenClassesOf(request).length > 0,
    cost:
      arithmetic !== null || heldNanoUsd !== null || isUnknown || attempts.length > 0 || costNanoUsd !== '0',
    cache: cache !== null && (cache.outcome !== 'off' || cache.wouldBe !== undefined),
  }
}

export interface TokenClass {
  readonly name: 'input' | 'cacheRead' | 'cacheWrite' | 'output' | 'reasoning'
  readonly estimated: number | null
  readonly settled: number | null
}

/** What a refused request asked for its answer. Nothing was held for it. */
function setAsideOf({ failure }: RequestDetail): number | null {
  return failure?.type === 'budget' ? (failure.answer?.tokens ?? null) : null
}

/** The classes of tokens of which anything is known. Of the parts of input and output, those that there were. */
export function tokenClassesOf(request: RequestDetail): readonly TokenClass[] {
  const { cacheReadTokens, cacheWriteTokens, reasoningTokens } = request
  const classes: readonly TokenClass[] = [
    { name: 'input', estimated: request.estimatedInputTokens, settled: request.inputTokens },
    { name: 'cacheRead', estimated: null, settled: cacheReadTokens || null },
    { name: 'cacheWrite', estimated: null, settled: cacheWriteTokens || null },
    {
      name: 'output',
      estimated: request.heldOutputTokens ?? setAsideOf(request),
      settled: request.outputTokens,
    },
    { name: 'reasoning', estimated: null, settled: reasoningTokens || null },
  ]
  return classes.filter(({ estimated, settled }) => estimated !== null || settled !== null)
}
