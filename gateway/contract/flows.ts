// How the requests of a period went. The units are those of admin.ts.
import type { Outcome } from './chat.ts'
import type { NanoUsdText } from './units.ts'

/** Requests that went the same way. */
export interface FlowPath {
  readonly clientId: string | null
  /** Its name in its newest request. Null for a request that a crash left open and whose client is not known any more. */
  readonly client: string | null
  /** Null if the request asked for a model by its own name. */
  readonly route: string | null
  /** The provider that answered, or that was asked last. Null if none was asked. */
  readonly providerId: string | null
  readonly outcome: Outcome
  readonly requests: number
  /** Of all attempts of these requests whose cost is known. */
  readonly costNanoUsd: NanoUsdText
}

/** Counts what the overview counts: requests for answers of real providers. */
export interface Flows {
  readonly zone: string
  /** Today included. */
  readonly days: number
  /** When the period begins. */
  readonly sinceMs: number
  /** Those with the most requests first. */
  readonly paths: readonly FlowPath[]
  /** What went other ways than those that are listed. */
  readonly others: { readonly requests: number; readonly costNanoUsd: NanoUsdText }
  /** True if older requests of the period may be missing because there are so many. */
  readonly isPartial: boolean
}
