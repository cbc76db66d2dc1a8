// When what happened to a request, as the log shows it.

/** Milliseconds from the request's arrival, each null where it never happened. */
export interface RequestTiming {
  readonly countedMs: number | null
  readonly heldMs: number | null
  readonly upstreamSentMs: number | null
  readonly upstreamHeadersMs: number | null
  readonly firstTokenMs: number | null
  readonly endedMs: number
  /** Mean time between output tokens after the first: (ended - firstToken) / (outputTokens - 1). */
  readonly perOutputTokenMs: number | null
}

/** Milliseconds from the request's arrival, each null where it never happened or a crash took it along. */
export interface AttemptTiming {
  readonly heldMs: number | null
  readonly sentMs: number | null
  readonly headersMs: number | null
  readonly firstTokenMs: number | null
  readonly endedMs: number | null
}
