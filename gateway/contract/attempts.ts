// One try of a request at a provider, as the log shows it.
import type { Certainty } from './chat.ts'
import type { AttemptTiming } from './timing.ts'
import type { NanoUsdText } from './units.ts'

/** How an attempt ended. */
export type AttemptEnd =
  /** Answered to the end. */
  | 'complete'
  /** The provider answered with an error. */
  | 'refused'
  /** The provider could not be reached, took too long, or its answer broke off; or a crash came. */
  | 'broken'
  /** Ended by the gateway where a budget had nothing left for more of it. */
  | 'cut'
  /** The caller left. */
  | 'left'
  /** Another attempt answered first. */
  | 'lost'

export interface AttemptView {
  /** From 1, in the order of sending. */
  readonly number: number
  readonly providerId: string
  /** As its provider knows it. */
  readonly model: string
  readonly format: string
  readonly state: AttemptEnd
  /** Null where the provider did not answer. */
  readonly upstreamStatus: number | null
  /** Of the gateway's error table; null where it raised none. */
  readonly errorCode: string | null
  readonly certainty: Certainty
  /** Everything that went in, cached or not. */
  readonly inputTokens: number | null
  readonly cacheReadTokens: number | null
  readonly cacheWriteTokens: number | null
  readonly outputTokens: number | null
  readonly reasoningTokens: number | null
  /** Null: unknown, something was used that has no known price. */
  readonly costNanoUsd: NanoUsdText | null
  /** Null: the model had no price. */
  readonly heldNanoUsd: NanoUsdText | null
  readonly timing: AttemptTiming
}

/** The attempt that the caller has the answer of, or the last one where none was answered to the end. */
export function answeringAttempt(attempts: readonly AttemptView[]): AttemptView | undefined {
  return attempts.find(({ state }) => state === 'complete') ?? attempts.at(-1)
}
