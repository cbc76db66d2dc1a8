// What each client and each provider did lately.
import type { NanoUsdText } from './units.ts'

export interface Figures {
  readonly zone: string
  readonly dayStartMs: number
  readonly monthStartMs: number
  /** Clients that asked this month. The others have nothing to tell. */
  readonly clients: readonly ClientFigures[]
  /** Providers that were asked this month. */
  readonly providers: readonly ProviderFigures[]
  /** True if there was more than is read: then these are the newest. */
  readonly isPartial: boolean
}

export interface KnownSpend {
  /** What is known of the cost. */
  readonly costNanoUsd: NanoUsdText
  /** Tries whose cost is not known, and so not in the sum. */
  readonly unpriced: number
}

export interface ClientFigures {
  readonly clientId: string
  readonly today: ClientSpan
  readonly month: ClientSpan
}

export interface ClientSpan extends KnownSpend {
  /** Asked for an answer, in the sandbox too. */
  readonly requests: number
}

export interface ProviderFigures {
  readonly providerId: string
  readonly today: KnownSpend
  readonly month: KnownSpend
  /** Tries of today. A request has several where it went on to another target. */
  readonly tries: number
  /** Tries of today that the provider refused, or broke off. */
  readonly failures: number
  /** The median of today, from sending to the first content. Null if nothing was answered. */
  readonly latencyP50Ms: number | null
  /** The last one of this week. */
  readonly lastFailure: ProviderFailure | null
}

export interface ProviderFailure {
  readonly atMs: number
  readonly requestId: string
  readonly errorCode: string | null
  /** The provider's own. Null if it did not answer. */
  readonly status: number | null
}
