import type { CacheOutcome, CacheTrace } from '../contract/answer-cache.ts'
import type { AttemptEnd } from '../contract/attempts.ts'
import type { Certainty, Outcome, RequestPurpose } from '../contract/chat.ts'
import type { NanoUsd, RequestId } from '../contract/units.ts'

/**
 * One request as the log stores it. Undefined means unknown, or that it never happened. Times are milliseconds from the
 * request's arrival, if their name does not end in `AtMs`.
 */
export interface LogRecord {
  readonly requestId: RequestId
  readonly startedAtMs: number
  readonly clientId: string | undefined
  readonly clientName: string | undefined
  /** The person and team that the client belonged to. */
  readonly personId: string | undefined
  readonly teamId: string | undefined
  /** The project that the caller named. Undefined if it named none, or none that can be one. */
  readonly project: string | undefined
  /** The format in which it was answered. */
  readonly format: string
  readonly purpose: RequestPurpose
  /** The HTTP method. Undefined in rows of older versions, and for requests that a crash left open. */
  readonly method: string | undefined
  readonly path: string
  readonly providerId: string | undefined
  /** The model's name at its provider. If no provider was found, the name that the caller used. */
  readonly model: string | undefined
  readonly route: string | undefined
  readonly streaming: boolean
  readonly sandbox: boolean
  readonly outcome: Outcome
  readonly status: number
  readonly errorCode: string | undefined
  readonly certainty: Certainty
  /** All input tokens, cached or not. */
  readonly inputTokens: number | undefined
  readonly cacheReadTokens: number | undefined
  readonly cacheWriteTokens: number | undefined
  readonly outputTokens: number | undefined
  readonly reasoningTokens: number | undefined
  /** The cost of all attempts together. */
  readonly costNanoUsd: NanoUsd | undefined
  readonly priceSource: string | undefined
  /** How the cost is computed, as JSON of `KeptArithmetic`. */
  readonly arithmetic: string | undefined
  /** Why the reported usage is not believed. */
  readonly doubt: string | undefined
  /** What became of a translated request, as JSON of `ReceiptView`. */
  readonly receipt: string | undefined
  /** How it came to its answer, as JSON of `RouteTrace`. */
  readonly trace: string | undefined
  /** Why it got no answer, as JSON of `RequestFailure`. */
  readonly failure: string | undefined
  /** The budgets that it had to do with, as JSON of a list of `TouchedBudget`. */
  readonly budgets: string | undefined
  /** The ids of those of them that refused it or would have refused it, each between spaces. Undefined if none did. */
  readonly refusedBy: string | undefined
  /** What the cache did, as JSON of `CacheTrace`. Undefined if it was switched off for the request, as what follows is. */
  readonly cache: string | undefined
  readonly cacheOutcome: CacheOutcome | undefined
  readonly cacheWouldBe: CacheTrace['wouldBe']
  readonly savedNanoUsd: NanoUsd | undefined
  readonly savedMs: number | undefined
  readonly estimatedInputTokens: number | undefined
  readonly heldOutputTokens: number | undefined
  readonly heldNanoUsd: NanoUsd | undefined
  readonly upstreamStatus: number | undefined
  readonly upstreamRequestId: string | undefined
  readonly userAgent: string | undefined
  readonly requestBytes: number
  readonly responseBytes: number
  readonly countedMs: number | undefined
  readonly heldMs: number | undefined
  readonly upstreamSentMs: number | undefined
  readonly upstreamHeadersMs: number | undefined
  readonly firstTokenMs: number | undefined
  readonly durationMs: number
  /** The format in which the provider was asked, if there was only one attempt. */
  readonly attemptFormat: string | undefined
  /** How the only attempt ended. Undefined if nothing was held, or if there were several attempts. */
  readonly attemptState: AttemptEnd | undefined
  readonly attemptEndedMs: number | undefined
  /** The name of the provider's key that the only attempt was sent with. Undefined if the provider has only one. */
  readonly attemptKeyName: string | undefined
  /** In the order of their numbers. Empty if there was only one: everything that is to be said of it is said above. */
  readonly attempts: readonly AttemptRecord[]
}

/** One try of a request at a provider. Times are milliseconds from the request's arrival. */
export interface AttemptRecord {
  /** Counted from 1. */
  readonly number: number
  readonly providerId: string
  readonly model: string
  readonly format: string
  readonly state: AttemptEnd
  /** The name of the provider's key. Undefined if the provider has only one. */
  readonly keyName: string | undefined
  readonly upstreamStatus: number | undefined
  readonly errorCode: string | undefined
  readonly certainty: Certainty
  /** All input tokens, cached or not. */
  readonly inputTokens: number | undefined
  readonly cacheReadTokens: number | undefined
  readonly cacheWriteTokens: number | undefined
  readonly outputTokens: number | undefined
  readonly reasoningTokens: number | undefined
  readonly costNanoUsd: NanoUsd | undefined
  readonly heldNanoUsd: NanoUsd | undefined
  readonly heldMs: number | undefined
  readonly sentMs: number | undefined
  readonly headersMs: number | undefined
  readonly firstTokenMs: number | undefined
  readonly endedMs: number | undefined
}
