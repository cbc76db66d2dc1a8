// Prices past requests again, at the prices that are known now, and writes the differences as corrections.
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
  /** The sum of all changes in nano-dollars. Negative if the requests became cheaper. */
  readonly difference: bigint
}

// So many entries take a few milliseconds. Between two pages, requests get their turn.
const entriesAtOnce = 500

/**
 * Prices every request since an instant again, with the price that its model had at that time according to what is known
 * now: a person's own price, or the table's price for that day. A second run changes nothing more. Requests to a provider
 * that was removed keep their bill. Requests that are settled in the meantime are already billed at today's prices. Throws
 * `disk_full`. Corrections that were written before that stay.
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
