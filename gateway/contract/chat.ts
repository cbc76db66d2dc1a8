/**
 * Tokens by the class they are billed in. The classes do not overlap: `input` excludes audio and what was read from or
 * written to the provider's prompt cache, `output` excludes audio and includes reasoning tokens.
 */
export interface TokenCounts {
  readonly input: number
  readonly cacheRead: number
  /** Kept by the provider for minutes. */
  readonly cacheWrite: number
  /** Kept for an hour, which costs more. */
  readonly cacheWriteOneHour: number
  readonly audioInput: number
  readonly output: number
  readonly audioOutput: number
  /** The part of `output` spent on reasoning, where the provider says so. */
  readonly reasoning: number | undefined
}

export const noTokens: TokenCounts = {
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWriteOneHour: 0,
  audioInput: 0,
  output: 0,
  audioOutput: 0,
  reasoning: undefined,
}

/**
 * The most of one class that a request is believed to have used: ten times the largest context window that any provider
 * names, 10 million tokens (https://ai.meta.com/blog/llama-4-multimodal-intelligence/).
 */
export const mostTokens = 100_000_000

/** Everything that went in, whatever it was billed as. */
export function inputTokens(tokens: TokenCounts): number {
  return tokens.input + tokens.cacheRead + tokens.cacheWrite + tokens.cacheWriteOneHour + tokens.audioInput
}

/** Everything that came out, whatever it was billed as. */
export function outputTokens(tokens: TokenCounts): number {
  return tokens.output + tokens.audioOutput
}

export function totalTokens(tokens: TokenCounts): number {
  return inputTokens(tokens) + outputTokens(tokens)
}

/** How sure a settled amount is: reported by the provider, counted by us, or nothing was used. */
export type Certainty = 'exact' | 'estimated' | 'none'

/** What a request was for. Only an answer is asked of a model, and can cost anything. */
export type RequestPurpose =
  | 'answer'
  /** What an answer would cost. */
  | 'quote'
  /** How many tokens a request has. */
  | 'count'
  /** Which models there are. */
  | 'models'
  /** A probe, or a path that is none. */
  | 'other'

/** How a request ended. */
export type Outcome =
  /** Answered to the end. */
  | 'completed'
  /** Refused by a budget before anything left. */
  | 'over-budget'
  /** Refused for another reason of the gateway's own: token, route, body. */
  | 'rejected'
  /** The provider answered with an error, or could not be reached. */
  | 'upstream-failed'
  /** The provider's answer broke off. */
  | 'truncated'
  /** Ended by the gateway where a budget had nothing left for more of it. */
  | 'cut'
  /** The caller left. */
  | 'client-gone'
  /** Left open by a crash and settled at the next start. */
  | 'recovered'
