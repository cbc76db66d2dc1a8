// The times of what happened to a request, as the log shows them.

/** Milliseconds from the request's arrival. A time is null if that step never happened. */
export interface RequestTiming {
  readonly countedMs: number | null
  readonly heldMs: number | null
  readonly upstreamSentMs: number | null
  readonly upstreamHeadersMs: number | null
  readonly firstTokenMs: number | null
  readonly endedMs: number
  /** The mean time between output tokens after the first: (ended - firstToken) / (outputTokens - 1). */
  readonly perOutputTokenMs: number | null
}

/** Milliseconds from the request's arrival. A time is null if that step never happened, or if a crash lost it. */
export interface AttemptTiming {
  readonly heldMs: number | null
  readonly sentMs: number | null
  readonly headersMs: number | null
  readonly firstTokenMs: number | null
  readonly endedMs: number | null
}
