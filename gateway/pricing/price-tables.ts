// Current prices, fetched because a person asked or by a schedule, looked at, and taken or left.
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
  /** Where the publisher's current data is. */
  readonly url: string
  /** 0: never unasked. */
  readonly everyHours: () => number
}

export interface PriceTables {
  /** The table in effect, which may be another one from one request to the next. */
  active(): PriceTable
  /**
   * Fetches what is published now and keeps it; what is in effect stays. Rejects with `price_table_unreachable` or
   * `price_table_invalid`.
   */
  fetch(): Promise<PriceTableReview>
  /** What a kept table would change. Rejects with `price_table_unknown`. */
  review(id: number): Promise<PriceTableReview>
  /**
   * Puts a kept table in effect. One that never was in effect is looked at first: rejects with `price_table_doubtful`
   * unless what is hard to believe is accepted.
   */
  use(id: number, acceptDoubtful: boolean): Promise<void>
  describe(): Omit<PriceTablesAnswer, 'unpriced'>
  /** Short sentences for the person. */
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
    await table.data() // what cannot be read is never in effect
    inEffect.choose(id, table, chosenBy)
  }

  const fetcher = createFetcher(deps, review)
  const schedule = createSchedule(deps, fetcher, async () => {
    const { table } = await fetcher.fetch()
    // What was in effect and is not any more, a person has taken back.
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
  /** Why the last time failed. */
  readonly error: string | null
  readonly triedAtMs: number
}

/** Two that ask at once share one answer. */
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
    // A clock that was set back must not stop it for as long as it was ahead.
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
