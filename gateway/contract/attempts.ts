// One try of a request at a provider, as the log shows it.
import type { Certainty } from './chat.ts'
import type { AttemptTiming } from './timing.ts'
import type { NanoUsdText } from './units.ts'

/** How an attempt ended. */
export type AttemptEnd =
  /** The answer was complete. */
  | 'complete'
  /** The provider answered with an error. */
  | 'refused'
  /** The provider could not be reached, took too long or broke off, a person stopped it, or the gateway crashed. */
  | 'broken'
  /** The gateway ended it, because a budget had nothing left for a longer answer. */
  | 'cut'
  /** The caller left. */
  | 'left'
  /** Another attempt of the same request answered first. */
  | 'lost'

export interface AttemptView {
  /** Counted from 1, in the order in which the attempts were sent. */
  readonly number: number
  readonly providerId: string
  /** The model's name at its provider. */
  readonly model: string
  readonly format: string
  readonly state: AttemptEnd
  /** The name of the provider's key that was used. Null if the provider has only one. */
  readonly keyName: string | null
  /** Null if the provider did not answer. */
  readonly upstreamStatus: number | null
  /** A code of the gateway's error table. Null if the gateway raised no error. */
  readonly errorCode: string | null
  readonly certainty: Certainty
  /** All input tokens, cached or not. */
  readonly inputTokens: number | null
  readonly cacheReadTokens: number | null
  readonly cacheWriteTokens: number | null
  readonly outputTokens: number | null
  readonly reasoningTokens: number | null
  /** Null if unknown, because something was used that has no known price. */
  readonly costNanoUsd: NanoUsdText | null
  /** Null if the model had no price. */
  readonly heldNanoUsd: NanoUsdText | null
  readonly timing: AttemptTiming
}

/** The attempt whose answer the caller got. If none was answered completely, the last one. */
export function answeringAttempt(attempts: readonly AttemptView[]): AttemptView | undefined {
  return attempts.find(({ state }) => state === 'complete') ?? attempts.at(-1)
}
