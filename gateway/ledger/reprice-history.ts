// What the past costs at today's prices, written beside it as corrections.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ProviderRegistry } from '../catalog/provider-registry.ts'
import type { PriceBook } from '../pricing/price-book.ts'
import { findCorrections } from '../pricing/repricing.ts'
import type { LedgerEntry } from '../storage/billed-entries.ts'
import type { Ledger } from './ledger.ts'

export interface RepriceDeps {
  readonly ledger: Ledger
  readonly prices: PriceBook
  readonly registry: ProviderRegistry
}

export interface RepriceResult {
  readonly looked: number
  readonly corrected: number
  /** Nano-dollars, signed. */
  readonly difference: bigint
}

// A page takes a few milliseconds; requests go on between two.
const entriesAtOnce = 500

/**
 * Prices every request since an instant anew, by what its model cost then as it is known now: a price of one's own, or
 * the table's for that day. Done twice it changes nothing more. A provider that is gone keeps what it was billed. What is
 * settled meanwhile has today's price already. Throws `disk_full`; what was corrected until then stays so.
 */
export async function repriceHistory(
  sinceMs: number,
  { ledger, prices, registry }: RepriceDeps,
): Promise<RepriceResult> {
  const priceOf = async ({ providerId, model, openedAtMs }: LedgerEntry) => {
    const provider = registry.get(providerId)
    return provider && prices.find(provider, model, { atMs: openedAtMs })
  }
  const newest = ledger.newestEntry()
  let looked = 0
  let corrected = 0
  let difference = 0n
  try {
    for (let after = ledger.beforeEntriesSince(sinceMs); after < newest; after += entriesAtOnce) {
      const entries = ledger.billed(after, Math.min(after + entriesAtOnce, newest), sinceMs)
      const written = ledger.correct(await findCorrections(entries, priceOf))
      looked += entries.length
      corrected += written.corrected
      difference += written.difference
      await nextTurn()
    }
  } finally {
    ledger.remeasure()
  }
  return { looked, corrected, difference }
}
