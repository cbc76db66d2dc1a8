// What the request log shows: sums, rows, and one request in detail. The units are those of admin.ts.
import type { CacheOutcome, CacheTrace } from './answer-cache.ts'
import type { CostArithmetic } from './arithmetic.ts'
import type { AttemptView } from './attempts.ts'
import type { Certainty, Outcome, RequestPurpose } from './chat.ts'
import type { RequestFailure, TouchedBudget } from './request-why.ts'
import type { RouteTrace } from './routes.ts'
import type { RequestTiming } from './timing.ts'
import type { NanoUsdText } from './units.ts'

export type { RequestQuery } from './request-list.ts'

export interface Overview {
  readonly zone: string
  readonly today: SpendSummary
  readonly month: SpendSummary
  /** One point per day for the last 30 days in `zone`, oldest first. Days without requests are included. */
  readonly days: readonly DaySpend[]
  readonly latest: readonly RequestRow[]
}

/**
 * Counts only real providers. The sandbox's requests are only counted in `sandboxRequests`. Requests for quotes, counts and
 * lists of models are in the log, but in no sum.
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
  /** Milliseconds to the first content of streamed answers. Null if there were none. */
  readonly timeToFirstTokenP50Ms: number | null
  readonly timeToFirstTokenP95Ms: number | null
}

export interface DaySpend {
  /** ISO date in the overview's time zone. */
  readonly day: string
  readonly costNanoUsd: NanoUsdText
  readonly requests: number
  /** By provider id, the dearest first. */
  readonly providers: readonly { readonly id: string; readonly costNanoUsd: NanoUsdText }[]
}

export interface RequestPage {
  readonly rows: readonly RequestRow[]
  /** How many rows match, up to the anchor. */
  readonly total: number
  /** The newest sequence number of all rows; 0 if there are none. */
  readonly newest: number
}

export interface RequestRow {
  readonly sequence: number
  readonly requestId: string
  readonly startedAtMs: number
  readonly clientId: string | null
  readonly clientName: string | null
  /** The person and team of the client at that time. Null if it had none, and in rows of older versions. */
  readonly personId: string | null
  readonly teamId: string | null
  /** The project that the caller named. */
  readonly project: string | null
  /** The format in which it was answered. */
  readonly format: string
  readonly purpose: RequestPurpose
  /** The HTTP method. Null in rows of older versions. */
  readonly method: string | null
  readonly path: string
  readonly providerId: string | null
  /** The model's name at its provider. If no provider was found, the name that the caller used. Null if none was given. */
  readonly model: string | null
  readonly streaming: boolean
  readonly outcome: Outcome
  readonly status: number
  /** A code of the gateway's error table. Null if the gateway raised no error. */
  readonly errorCode: string | null
  /** The titles, at that time, of the budgets that refused it or, where they only watch, would have. Usually none. */
  readonly refusedBy: readonly string[]
  readonly certainty: Certainty
  /** All input tokens, cached or not. The detail shows how many were cached. */
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** Null if unknown, because the model has no price. */
  readonly costNanoUsd: NanoUsdText | null
  readonly timeToFirstTokenMs: number | null
  readonly durationMs: number
  readonly sandbox: boolean
  /** Null if the cache was switched off for the request, and in rows of older versions. */
  readonly cacheOutcome: CacheOutcome | null
}

/** What became of a request that was translated to the format of its provider. Everything else was kept. */
export interface ReceiptView {
  readonly dropped: readonly ReceiptLine[]
  readonly changed: readonly ReceiptLine[]
  /** How many more there were than are listed. */
  readonly more: number
}

export interface ReceiptLine {
  /** Where it stands in the request, such as `messages[2].content[0]`. */
  readonly path: string
  readonly reason: string
}

export interface RequestDetail extends RequestRow {
  /** What `x-gatehouse-route` tells the caller: provider/model. */
  readonly route: string | null
  readonly upstreamStatus: number | null
  readonly upstreamRequestId: string | null
  readonly userAgent: string | null
  readonly requestBytes: number
  readonly responseBytes: number
  /** Counted before the request was sent. Null if it did not get that far. */
  readonly estimatedInputTokens: number | null
  readonly heldOutputTokens: number | null
  readonly heldNanoUsd: NanoUsdText | null
  readonly cacheReadTokens: number | null
  readonly cacheWriteTokens: number | null
  readonly reasoningTokens: number | null
  /** The source of the price and its date: 'genai-prices 0.1.8, 2026-09-23'. */
  readonly priceSource: string | null
  /** How the cost is computed. Null if nothing was used or the model has no price. */
  readonly arithmetic: CostArithmetic | null
  /** Says in a short sentence why the provider's report is not believed. */
  readonly doubt: string | null
  /** Null if the request went to a provider of its own format. */
  readonly receipt: ReceiptView | null
  /** Null if it asked for a model by its own name and that answered at once. */
  readonly trace: RouteTrace | null
  /** Why it got no answer, or only a part of one. Null if it was answered, and in rows of older versions. */
  readonly failure: RequestFailure | null
  /** The budgets that it had to do with. Empty in rows of older versions. */
  readonly budgets: readonly TouchedBudget[]
  /** What the cache did. Null if it was switched off for the request. */
  readonly cache: CacheTrace | null
  readonly timing: RequestTiming
  /** In the order of their numbers. Empty if nothing was held, and in rows of older versions. */
  readonly attempts: readonly AttemptView[]
}
