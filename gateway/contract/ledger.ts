// What a person sees of the ledger itself, and what they put right in it.
import type { NanoUsdText } from './units.ts'

export interface LedgerView {
  readonly time: LedgerTimeView
  /** Every time that a person put the ledger's time right, oldest first. */
  readonly clockCorrections: readonly ClockCorrectionView[]
  /** Requests whose settlement could not be taken as it came and that wait for a repair, oldest first. */
  readonly setAside: readonly SetAsideView[]
}

export interface LedgerTimeView {
  readonly ledgerMs: number
  readonly clockMs: number
  /** By how much the ledger's time is ahead of the machine's clock; 0: it is not. Budgets stand still until then. */
  readonly aheadMs: number
}

export interface ClockCorrectionView {
  readonly by: string
  readonly fromMs: number
  readonly toMs: number
  /** How many entries were dated anew. */
  readonly entries: number
}

export interface SetAsideView {
  readonly entryId: number
  readonly requestId: string
  readonly providerId: string
  readonly model: string
  readonly reason: string
  /** JSON of what was reported. */
  readonly reported: string
  /** What budgets are charged for it until it is repaired; null: nothing, the model had no price. */
  readonly heldNanoUsd: NanoUsdText | null
  readonly setAsideAtMs: number
}

/** Who does it, in their own words: the ledger keeps it with what was done. */
export interface Correcting {
  readonly by: string
}

export interface EntryRepair extends Correcting {
  readonly entryId: number
  /** What it cost; what was held for it unless given. */
  readonly costNanoUsd?: NanoUsdText
}
