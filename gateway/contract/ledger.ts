// What a person sees of the ledger itself, and how they correct it.
import type { NanoUsdText } from './units.ts'

export interface LedgerView {
  readonly time: LedgerTimeView
  /** All corrections of the ledger's time by a person, oldest first. */
  readonly clockCorrections: readonly ClockCorrectionView[]
  /** Requests whose settlement the ledger could not store as it came, and that wait for a repair. Oldest first. */
  readonly setAside: readonly SetAsideView[]
}

export interface LedgerTimeView {
  readonly ledgerMs: number
  readonly clockMs: number
  /**
   * By how many milliseconds the ledger's time is ahead of the machine's clock. 0 if it is not, or by less than a minute.
   * While it is ahead, the ledger's time stands still, and with it all budgets.
   */
  readonly aheadMs: number
}

export interface ClockCorrectionView {
  readonly by: string
  readonly fromMs: number
  readonly toMs: number
  /** How many entries got a new date. */
  readonly entries: number
}

export interface SetAsideView {
  readonly entryId: number
  readonly requestId: string
  readonly providerId: string
  readonly model: string
  readonly reason: string
  /** The reported values as JSON. */
  readonly reported: string
  /** What budgets are charged for it until it is repaired. Null if nothing, because the model had no price. */
  readonly heldNanoUsd: NanoUsdText | null
  readonly setAsideAtMs: number
}

/** Says who makes a correction, in the person's own words. The ledger keeps it together with what was done. */
export interface Correcting {
  readonly by: string
}

export interface EntryRepair extends Correcting {
  readonly entryId: number
  /** What the request cost. If it is left out, what was held for it. */
  readonly costNanoUsd?: NanoUsdText
}
