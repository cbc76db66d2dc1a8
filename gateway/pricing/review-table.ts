import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PriceChange, PriceTableReview } from '../contract/price-tables.ts'
import { findModel } from './find-model.ts'
import type { PricedProvider } from './price-book.ts'
import type { TableData } from './table-data.ts'
import { compare, compareRows, vanishedModels } from './table-diff.ts'
import { datedRates } from './table-rates.ts'

export interface TablesToCompare {
  readonly before: TableData
  readonly after: TableData
  readonly providers: readonly (PricedProvider & { readonly models: readonly string[] })[]
  readonly nowMs: number
}

const othersAtMost = 500
const modelsAtOnce = 20 // takes a few milliseconds; requests are served between two such groups

/**
 * Says what another table would change: for the models that the providers here list, and for its other rows. Listed models
 * are looked up by name in both tables, as a request does it, because a new table may also assign a name to another row.
 */
export async function reviewTable(
  tables: TablesToCompare,
): Promise<Omit<PriceTableReview, 'table' | 'against'>> {
  const yours = await compareListed(tables)
  const shown = new Set(yours.map(keyOf))
  const others = compareRows(tables.before, tables.after, tables.nowMs).filter(
    change => !shown.has(keyOf(change)),
  )
  const vanished = vanishedModels(tables.before, tables.after)
  const count = (kind: PriceChange['kind']) => others.filter(change => change.kind === kind).length
  return {
    yours,
    others: others.slice(0, othersAtMost),
    otherCounts: { added: count('added'), changed: count('changed'), removed: count('removed') },
    vanished,
    doubtful: [...yours, ...others].filter(({ doubt }) => doubt !== null).length + vanished.length,
  }
}

async function compareListed({
  before,
  after,
  providers,
  nowMs,
}: TablesToCompare): Promise<readonly PriceChange[]> {
  const found: PriceChange[] = []
  for (const { record, adapter, models } of providers) {
    const pricedAs = adapter.pricedAs(record.baseUrl)
    for (const [index, model] of models.entries()) {
      if (index % modelsAtOnce === 0) await nextTurn()
      const [old, now] = [findModel(before, pricedAs, model), findModel(after, pricedAs, model)]
      const compared = { before: old && datedRates(old), after: now && datedRates(now) }
      const makerId = (now ?? old)?.makerId ?? ''
      for (const step of compare(compared, nowMs)) {
        const doubt = step.kind === 'removed' ? 'no-price-any-more' : step.doubt
        found.push({ ...step, doubt, providerId: record.id, makerId, model })
      }
    }
  }
  return found
}

function keyOf({ makerId, model, rates }: PriceChange): string {
  return [makerId, model, JSON.stringify(rates)].join('\n')
}
