// Which entries of the past cost something else at other prices. It neither reads nor writes a ledger.
import type { NanoUsd } from '../contract/units.ts'
import type { Bill } from './bill.ts'
import { costOf } from './cost.ts'
import { describePrice, type Price } from './price.ts'

export interface BilledEntry extends Bill {
  /** With every correction so far; undefined: unknown. */
  readonly cost: NanoUsd | undefined
}

export interface Correction<Entry extends BilledEntry> {
  readonly entry: Entry
  /** Signed nano-dollars on top of the entry's cost; where that was unknown, the whole cost, which may be nothing. */
  readonly difference: bigint
  /** Of the new price, as rows keep it. */
  readonly priceSource: string
}

/**
 * The corrections, in the entries' order, that bring each cost to what its price makes it. An entry whose price is
 * unknown keeps its cost, and one whose cost is right already has no correction: correcting twice changes nothing.
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
