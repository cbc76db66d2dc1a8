// Finds which past entries would cost something else at other prices. It neither reads nor writes a ledger.
import type { NanoUsd } from '../contract/units.ts'
import type { Bill } from './bill.ts'
import { costOf } from './cost.ts'
import { describePrice, type Price } from './price.ts'

export interface BilledEntry extends Bill {
  /** The cost including all corrections so far. Undefined if unknown. */
  readonly cost: NanoUsd | undefined
}

export interface Correction<Entry extends BilledEntry> {
  readonly entry: Entry
  /** Signed nano-dollars to add to the entry's cost. If that cost was unknown, this is the whole cost, which may be zero. */
  readonly difference: bigint
  /** The source of the new price, as ledger rows store it. */
  readonly priceSource: string
}

/**
 * Finds the corrections that bring each entry's cost to what its price says, in the order of the entries. An entry whose
 * price is unknown keeps its cost. An entry whose cost is already right gets no correction, so correcting a second time
 * changes nothing.
 */
export async function findCorrections<Entry extends BilledEntry>(
  entries: Iterable<Entry>,
  priceOf: (entry: Entry) => Promise<Price | undefined>,
): Promise<readonly Correction<Entry>[]> {
  const corrections: Correction<Entry>[] = []
  for (const entry of entries) {
    const price = await priceOf(entry)
    const cost = price && costOf(entry, price)
    if (!price || cost === undefined || cost === entry.cost) continue
    corrections.push({ entry, difference: cost - (entry.cost ?? 0n), priceSource: describePrice(price) })
  }
  return corrections
}
