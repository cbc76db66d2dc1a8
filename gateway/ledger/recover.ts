import type { HoldRecord, SettlementRecord } from '../storage/ledger-records.ts'
import { heldBill } from './held-bill.ts'

/** Settles what a crash left open, as estimated, with what was held. */
export function recover(holds: readonly HoldRecord[], settledAtMs: number): readonly SettlementRecord[] {
  return holds.map(hold => ({
    hold,
    certainty: 'estimated',
    ...heldBill(hold),
    cost: hold.amount,
    settledAtMs,
    aside: undefined,
  }))
}
