// What the ledger's tables hold, as records.
import type { Ask, Attribution } from '../budgets/budget.ts'
import type { Certainty } from '../contract/chat.ts'
import type { NanoUsd, RequestId } from '../contract/units.ts'
import type { Bill } from '../pricing/bill.ts'

/** What an attempt of a request may cost, journalled before it leaves. */
export interface HoldRecord extends Attribution, Ask {
  /** Among the open ones of a start. */
  readonly holdId: number
  readonly requestId: RequestId
  /** Which attempt of the request it is for, from 1. */
  readonly attempt: number
  readonly format: string
  /** The request offers tools, or asks for reasoning: such answers have lengths of their own. */
  readonly tools: boolean
  readonly reasoning: boolean
  readonly priceSource: string | undefined
  /** What the input was estimated at, where more of it is held. */
  readonly estimatedInputTokens?: number
  /** Output tokens held before anything was said: what a running stream was held for in the end says nothing of them. */
  readonly firstOutputTokens: number
  /** Shadow budgets that would have refused it. */
  readonly shadowedBy: readonly string[]
  readonly openedAtMs: number
}

/** What it did cost. */
export interface SettlementRecord extends Bill {
  readonly hold: HoldRecord
  readonly certainty: Certainty
  readonly doubt?: string | undefined
  readonly cost: NanoUsd | undefined
  readonly atMost?: NanoUsd | undefined
  readonly settledAtMs: number
  /** Set where the ledger cannot take it as it came: it is billed as what was held, and a person is asked. */
  readonly aside?: Aside | undefined
}

export interface Aside {
  readonly reason: string
  /** JSON of what was to be written. */
  readonly reported: string
}
