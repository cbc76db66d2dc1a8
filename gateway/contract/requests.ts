// What the log of requests tells: sums, rows, and one request in detail. Units are those of admin.ts.
import type { CostArithmetic } from './arithmetic.ts'
import type { AttemptView } from './attempts.ts'
import type { Certainty, Outcome, RequestPurpose } from './chat.ts'
import type { RequestTiming } from './timing.ts'
import type { NanoUsdText } from './units.ts'

export interface Overview {
  readonly zone: string
  readonly today: SpendSummary
  readonly month: SpendSummary
  /** One point a day, oldest first, the last 30 days in `zone`, days without requests included. */
  readonly days: readonly DaySpend[]
  readonly latest: readonly RequestRow[]
}

/**
 * Real providers only: the sandbox's requests are counted in `sandboxRequests` and nowhere else. Requests for quotes,
 * counts and lists of models are in the log, but in no sum.
 */
export interface SpendSummary {
  readonly costNanoUsd: NanoUsdText
  /** Requests whose cost is unknown because their model has no price. */
  readonly unpricedRequests: number
  readonly requests: number
  readonly sandboxRequests: number
  readonly failedRequests: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Milliseconds to the first content of streamed answers; null with no sample. */
  readonly timeToFirstTokenP50Ms: number | null
  readonly timeToFirstTokenP95Ms: number | null
}

export interface DaySpend {
  /** ISO date in the overview's zone. */
  readonly day: string
  readonly costNanoUsd: NanoUsdText
  readonly requests: number
  /** By provider id, dearest first. */
  readonly providers: readonly { readonly id: string; readonly costNanoUsd: NanoUsdText }[]
}

export interface RequestQuery {
  /** How many newer rows to skip, counted from `anchor` or the newest. */
  readonly offset: number
  /** 1 to 500. */
  readonly limit: number
  /** Only rows up to this sequence number, so that pages stay put while new rows arrive. */
  readonly anchor?: number
  /** Only rows after this sequence number, oldest first: following the log. */
  readonly after?: number
  readonly outcome?: Outcome
  readonly clientId?: string
  readonly providerId?: string
  /** Part of `provider/model`, of the path where a row has no model, or a request id. */
  readonly search?: string
}

export interface RequestPage {
  readonly rows: readonly RequestRow[]
  /** How many rows match below the anchor. */
  readonly total: number
  /** The newest sequence number of all rows; 0 with none. */
  readonly newest: number
}

export interface RequestRow {
  readonly sequence: number
  readonly requestId: string
  readonly startedAtMs: number
  readonly clientId: string | null
  readonly clientName: string | null
  /** In which it was answered. */
  readonly format: string
  readonly purpose: RequestPurpose
  /** Of HTTP; null in rows of older versions. */
  readonly method: string | null
  readonly path: string
  readonly providerId: string | null
  /** As its provider knows it, or as the caller named it where that led nowhere; null where none was named. */
  readonly model: string | null
  readonly streaming: boolean
  readonly outcome: Outcome
  readonly status: number
  /** Of the gateway's error table; null where it raised none. */
  readonly errorCode: string | null
  readonly certainty: Certainty
  /** Everything that went in, cached or not; the cache's part is in the detail. */
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** Null: unknown, the model has no price. */
  readonly costNanoUsd: NanoUsdText | null
  readonly timeToFirstTokenMs: number | null
  readonly durationMs: number
  readonly sandbox: boolean
}

export interface RequestDetail extends RequestRow {
  /** What the caller is told in `x-gatehouse-route`: provider/model. */
  readonly route: string | null
  readonly upstreamStatus: number | null
  readonly upstreamRequestId: string | null
  readonly userAgent: string | null
  readonly requestBytes: number
  readonly responseBytes: number
  /** Counted before the request left; null where it never got so far. */
  readonly estimatedInputTokens: number | null
  readonly heldOutputTokens: number | null
  readonly heldNanoUsd: NanoUsdText | null
  readonly cacheReadTokens: number | null
  readonly cacheWriteTokens: number | null
  readonly reasoningTokens: number | null
  /** Where the price came from and its date, as 'genai-prices 0.1.8, 2026-09-23'. */
  readonly priceSource: string | null
  /** How the cost came about; null where nothing was used or the model has no price. */
  readonly arithmetic: CostArithmetic | null
  /** Why what the provider reported is not believed, in a short sentence. */
  readonly doubt: string | null
  readonly timing: RequestTiming
  /** In the order of their numbers; none where nothing was held, and in rows of older versions. */
  readonly attempts: readonly AttemptView[]
}
