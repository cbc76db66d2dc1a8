import { inputTokens } from '../contract/chat.ts'
import type { Attempt } from './attempt.ts'

/** Tokenizers that are not known here need up to a third fewer tokens than are counted. */
const leastShare = 0.6
/** The difference is too small to tell below this. */
const leastMissingTokens = 500

/**
 * Says that a server of one's own has read clearly less than was sent. Undefined if it has not, or if that cannot be told. Some
 * servers cut a prompt that is longer than the context, and answer as if nothing had happened:
 * https://github.com/ollama/ollama/issues/17889
 *
 * What the prompt cache holds is in the report too. Old versions left it out, and reported nothing or 0 if it was all of the
 * prompt: https://github.com/ollama/ollama/pull/5371
 */
export function cutPromptDoubt({
  counted,
  inputTokens: all,
  target,
  usage,
}: Pick<Attempt, 'counted' | 'inputTokens' | 'target' | 'usage'>): string | undefined {
  if (target.provider.adapter.local === undefined || usage?.tokens === undefined) return undefined
  // Pictures cost each model another number of tokens.
  const sentTokens = all - counted.fixed
  const readTokens = inputTokens(usage.tokens)
  const isClear = readTokens < leastShare * sentTokens && sentTokens - readTokens >= leastMissingTokens
  if (readTokens === 0 || !isClear) return undefined
  return `The server read ${readTokens} tokens of about ${sentTokens}: it has cut the prompt to its context.`
}
