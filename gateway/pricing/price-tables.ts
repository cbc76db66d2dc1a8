// Fetches current price tables, when a person asks or by a schedule. They are reviewed before they are put in effect.
import type { Dispatcher } from 'undici'
import type { ProviderRegistry } from '../catalog/provider-registry.ts'
import type { PriceTableReview, PriceTables as PriceTablesAnswer } from '../contract/price-tables.ts'
import { GatewayError } from '../errors.ts'
import type { TableUse } from '../storage/price-tables.ts'
import { fetchTable } from './fetch-table.ts'
import type { PriceTable } from './price-table.ts'
import { reviewTable } from './review-table.ts'
import { isoDay, openTableInEffect, type TableInEffectDeps } from './table-in-effect.ts'

export interface PriceTablesDeps extends TableInEffectDeps {
  readonly registry: Pick<ProviderRegistry, 'list'>
  readonly dispatcher: Dispatcher
  /** The address of the publisher's current data. */
  readonly url: string
  /** Hours between two updates by the schedule. 0 means that prices are only updated when a person asks. */
  readonly everyHours: () => number
}

export interface PriceTables {
  /** The table in effect. It may change at any time, so each price must ask for it anew. */
  active(): PriceTable
  /**
   * Fetches and keeps what is published now. The table in effect does not change. Rejects with `price_table_unreachable` or
   * `price_table_invalid`.
   */
  fetch(): Promise<PriceTableReview>
  /** Says what a kept table would change. Rejects with `price_table_unknown`. */
  review(id: number): Promise<PriceTableReview>
  /**
   * Puts a kept table in effect. A table that never was in effect is reviewed first: if the review finds doubtful changes
   * and `acceptDoubtful` is false, rejects with `price_table_doubtful`.
   */
  use(id: number, acceptDoubtful: boolean): Promise<void>
  describe(): Omit<PriceTablesAnswer, 'unpriced'>
  /** Short sentences for the person who runs the gateway. */
  warnings(): readonly string[]
  start(): void
  stop(): void
}

export function openPriceTables(deps: PriceTablesDeps): PriceTables {
  const { rows, registry, now, everyHours } = deps
  const inEffect = openTableInEffect(deps)

  async function review(id: number): Promise<PriceTableReview> {
    const table = inEffect.open(id)
    const against = inEffect.active.table
    const [before, after] = await Promise.all([against.data(), table.data()])
    const compared = await reviewTable({ before, after, providers: registry.list(), nowMs: now() })
    return { table: inEffect.view(id, table), against: against.name, ...compared }
  }

  async function use(id: number, acceptDoubtful: boolean, chosenBy: TableUse['chosenBy']): Promise<void> {
    const table = inEffect.open(id)
    if (!inEffect.wasUsed(id) && !acceptDoubtful) refuseDoubtful(await review(id))
    await table.data() // rejects if the table cannot be read, so that such a table is never put in effect
    inEffect.choose(id, table, chosenBy)
  }

  const fetcher = createFetcher(deps, review)
  const schedule = createSchedule(deps, fetcher, async () => {
    const { table } = await fetcher.fetch()
    // If the table was in effect before and is not now, a person went back to another one, and the schedule must respect
    // that.
    if (!table.wasUsed) await use(table.id, false, 'schedule')
  })
  return {
    active: () => inEffect.active.table,
    fetch: fetcher.fetch,
    review,
    use: (id, acceptDoubtful) => use(id, acceptDoubtful, 'person'),
    describe: () => ({
      ...inEffect.describe(),
      updateEveryHours: everyHours(),
      checkedAtMs: rows.lastCheckedAtMs(),
      checkError: fetcher.error,
    }),
    warnings() {
      const waiting = everyHours() > 0 ? inEffect.waiting() : undefined
      return [
        ...(inEffect.warning === undefined ? [] : [inEffect.warning]),
        ...(waiting
          ? [`The price table "${waiting.name}" waits to be looked at, on the Providers screen.`]
          : []),
      ]
    },
    ...schedule,
  }
}

interface Fetcher {
  fetch(): Promise<PriceTableReview>
  /** Why the last fetch failed. Null if it did not. */
  readonly error: string | null
  readonly triedAtMs: number
}

/** Two calls at the same time share one fetch and its result. */
function createFetcher(
  { rows, dispatcher, url, now }: PriceTablesDeps,
  review: PriceTables['review'],
): Fetcher {
  let fetching: Promise<PriceTableReview> | undefined
  let error: string | null = null
  let triedAtMs = Number.NEGATIVE_INFINITY

  async function fetchNow(): Promise<PriceTableReview> {
    triedAtMs = now()
    try {
      const { text } = await fetchTable(dispatcher, url)
      const kept = await rows.keep(`genai-prices data ${isoDay(now())}`, text, now())
      error = null
      return await review(kept.id)
    } catch (thrown) {
      error = messageOf(thrown)
      throw thrown
    }
  }

  return {
    fetch() {
      fetching ??= fetchNow().finally(() => {
        fetching = undefined
      })
      return fetching
    },
    get error() {
      return error
    },
    get triedAtMs() {
      return triedAtMs
    },
  }
}

const lookEveryMs = 60_000
const hourMs = 3_600_000

function createSchedule(
  { rows, now, everyHours, log }: PriceTablesDeps,
  fetcher: Pick<Fetcher, 'triedAtMs'>,
  update: () => Promise<void>,
): Pick<PriceTables, 'start' | 'stop'> {
  let timer: NodeJS.Timeout | undefined
  const failed = (error: unknown) => log.warn({ reason: messageOf(error) }, 'prices not updated')
  function updateWhenDue(): void {
    const everyMs = everyHours() * hourMs
    if (everyMs === 0) return
    const lastMs = Math.max(rows.lastCheckedAtMs() ?? Number.NEGATIVE_INFINITY, fetcher.triedAtMs)
    // The difference counts in both directions: after a clock was set back, the last check lies in the future.
    if (Math.abs(now() - lastMs) >= everyMs) update().catch(failed)
  }
  return {
    start() {
      updateWhenDue()
      timer = setInterval(updateWhenDue, lookEveryMs).unref()
    },
    stop: () => clearInterval(timer),
  }
}

function refuseDoubtful({ table, doubtful }: PriceTableReview): void {
  if (doubtful > 0) throw new GatewayError('price_table_doubtful', { name: table.name, doubtful })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
