/**
 * Tokens by the class in which they are billed. The classes do not overlap: `input` excludes audio and everything that was
 * read from or written to the provider's prompt cache. `output` excludes audio and includes reasoning tokens.
 */
export interface TokenCounts {
  readonly input: number
  readonly cacheRead: number
  /** Written to the provider's cache for some minutes. */
  readonly cacheWrite: number
  /** Written to the provider's cache for an hour, which costs more. */
  readonly cacheWriteOneHour: number
  readonly audioInput: number
  readonly output: number
  readonly audioOutput: number
  /** The part of `output` that is reasoning. Undefined if the provider does not say it. */
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
 * The most tokens of one class that a report is believed to have. It is ten times the largest context window that any
 * provider names, 10 million tokens (https://ai.meta.com/blog/llama-4-multimodal-intelligence/).
 */
export const mostTokens = 100_000_000

/** All input tokens, in whichever class they are billed. */
export function inputTokens(tokens: TokenCounts): number {
  return tokens.input + tokens.cacheRead + tokens.cacheWrite + tokens.cacheWriteOneHour + tokens.audioInput
}

/** All output tokens, in whichever class they are billed. */
export function outputTokens(tokens: TokenCounts): number {
  return tokens.output + tokens.audioOutput
}

export function totalTokens(tokens: TokenCounts): number {
  return inputTokens(tokens) + outputTokens(tokens)
}

/** How sure a settled amount is: the provider reported it, the gateway counted it, or nothing was used. */
export type Certainty = 'exact' | 'estimated' | 'none'

/** What a request was for. Only an answer can cost anything, because only for an answer a model is asked. */
export type RequestPurpose =
  | 'answer'
  /** The caller asks what an answer would cost. */
  | 'quote'
  /** The caller asks how many tokens a request has. */
  | 'count'
  /** The caller asks which models there are. */
  | 'models'
  /** A probe, or an unknown path. */
  | 'other'

/** How a request ended. */
export type Outcome =
  /** The answer was complete. */
  | 'completed'
  /** A budget refused it before anything was sent. */
  | 'over-budget'
  /** Its model has no price, and a budget in money cannot judge it. Nothing was sent. */
  | 'no-price'
  /** The gateway refused it for another reason, such as its token, route or body. */
  | 'rejected'
  /** The provider answered with an error, or could not be reached. */
  | 'upstream-failed'
  /** The provider's answer broke off. */
  | 'truncated'
  /** The gateway ended it, because a budget had nothing left for a longer answer. */
  | 'cut'
  /** The caller left. */
  | 'client-gone'
  /** A person stopped it while it ran. */
  | 'stopped'
  /** A crash left it open, and the next start settled it. */
  | 'recovered'

/** All of them, as they are listed to choose from. */
export const outcomes = [
  'completed',
  'over-budget',
  'no-price',
  'rejected',
  'upstream-failed',
  'truncated',
  'cut',
  'client-gone',
  'stopped',
  'recovered',
] as const satisfies readonly Outcome[]
