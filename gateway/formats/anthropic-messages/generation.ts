// What a model takes, by its name: https://platform.claude.com/docs/en/build-with-claude/thinking and
// https://platform.claude.com/docs/en/build-with-claude/structured-outputs
import type { ReasoningEffort } from '../../chat/conversation.ts'

export interface ModelTraits {
  readonly isClaude: boolean
  /** How it is asked to think. `budget-or-adaptive`: the budget is on its way out. */
  readonly thinking: 'none' | 'budget' | 'budget-or-adaptive' | 'adaptive'
  /** Whether it thinks where the request says nothing of thinking. `always`: it cannot be turned off. */
  readonly thinksUnasked: 'no' | 'yes' | 'always'
  /** The words that `output_config.effort` may have, from the least to the most. */
  readonly efforts: readonly ReasoningEffort[]
  /** Whether it takes temperature, top_p and top_k, and whether the first two may come together. */
  readonly sampling: 'all' | 'one' | 'none'
  /** Whether it takes `output_config.format` and strict tools. */
  readonly hasOutputFormat: boolean
  /** Whether an answer may continue from a last turn of the assistant. */
  readonly takesPrefill: boolean
  /** Shorter prompts are not cached: https://platform.claude.com/docs/en/build-with-claude/prompt-caching#cache-limitations */
  readonly leastCachedTokens: number
  /** What the writer asks for where the request has no most tokens. */
  readonly usualMaxTokens: number
}

// Other models whose servers speak the format: what all of them are known to take.
const otherModel: ModelTraits = {
  isClaude: false,
  thinking: 'budget',
  thinksUnasked: 'no',
  efforts: [],
  sampling: 'all',
  hasOutputFormat: false,
  takesPrefill: true,
  leastCachedTokens: 1024,
  usualMaxTokens: 8192,
}

const upToHigh = ['low', 'medium', 'high'] as const

export function traitsOf(model: string): ModelTraits {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  if (!name.includes('claude')) return otherModel
  const generation = generationOf(name)
  return {
    isClaude: true,
    thinking: thinkingOf(generation),
    thinksUnasked: /fable|mythos/.test(name) ? 'always' : generation >= 500 ? 'yes' : 'no',
    efforts: effortsOf(generation, name),
    sampling: generation >= 407 ? 'none' : generation >= 401 ? 'one' : 'all',
    hasOutputFormat: generation >= 405,
    takesPrefill: generation < 406,
    leastCachedTokens: leastCachedOf(generation, name),
    usualMaxTokens: generation < 307 ? 4096 : 32_000,
  }
}

/**
 * 405 for Claude 4.5. Numbers stand before or behind the family's name, and a date may follow. A name without a number is
 * that of a newer model.
 */
function generationOf(name: string): number {
  const found = /claude-(?:[a-z]+-)*(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/.exec(name)
  if (found === null) return 500
  return Number(found[1]) * 100 + Number(found[2] ?? 0)
}

function thinkingOf(generation: number): ModelTraits['thinking'] {
  if (generation < 307) return 'none'
  if (generation < 406) return 'budget'
  return generation < 407 ? 'budget-or-adaptive' : 'adaptive'
}

function leastCachedOf(generation: number, name: string): number {
  if (name.includes('haiku')) return generation < 405 ? 2048 : 4096
  return name.includes('opus') && generation >= 405 && generation <= 407 ? 4096 : 1024
}

/** https://platform.claude.com/docs/en/build-with-claude/effort */
function effortsOf(generation: number, name: string): readonly ReasoningEffort[] {
  if (generation >= 407) return [...upToHigh, 'xhigh', 'max']
  if (generation === 406) return [...upToHigh, 'max']
  return generation === 405 && name.includes('opus') ? upToHigh : []
}
