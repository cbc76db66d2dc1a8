// The rows of the ledger's tables as records.
import type { Ask, Attribution } from '../budgets/budget.ts'
import type { Certainty } from '../contract/chat.ts'
import type { NanoUsd, RequestId } from '../contract/units.ts'
import type { Bill } from '../pricing/bill.ts'

/** What one attempt of a request may cost. It is written to the journal before the request is sent. */
export interface HoldRecord extends Attribution, Ask {
  /** Unique among the holds that are open. */
  readonly holdId: number
  readonly requestId: RequestId
  /** Which attempt of the request the hold is for. The first one is 1. */
  readonly attempt: number
  readonly format: string
  /** Whether the request offers tools, and whether it asks for reasoning. Such requests get answers of other lengths. */
  readonly tools: boolean
  readonly reasoning: boolean
  readonly priceSource: string | undefined
  /** The estimated input tokens. Set only if more than the estimate is held. */
  readonly estimatedInputTokens?: number
  /**
   * The output tokens held before the answer began. The hold of a stream may grow, and then no longer says what was
   * expected.
   */
  readonly firstOutputTokens: number
  /** The ids of the shadow budgets that would have refused the request. */
  readonly shadowedBy: readonly string[]
  readonly openedAtMs: number
}

/** What one attempt of a request did cost. */
export interface SettlementRecord extends Bill {
  readonly hold: HoldRecord
  readonly certainty: Certainty
  readonly doubt?: string | undefined
  readonly cost: NanoUsd | undefined
  readonly atMost?: NanoUsd | undefined
  readonly settledAtMs: number
  /** Set if the ledger cannot store the settlement as it is. What was held is then billed, and a person is asked. */
  readonly aside?: Aside | undefined
}

export interface Aside {
  readonly reason: string
  /** JSON of what should have been written. */
  readonly reported: string
}
