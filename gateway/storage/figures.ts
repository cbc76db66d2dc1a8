import type { ClientFigures, Figures, KnownSpend, ProviderFigures } from '../contract/figures.ts'
import type { ReadonlyDb } from './database.ts'
import { joinHalves, sumInHalves } from './safe-sum.ts'
import { openSince } from './spent.ts'
import { openTries, type ProviderTries } from './tries.ts'

export interface FigureBounds {
  readonly dayStartMs: number
  readonly monthStartMs: number
}

export interface FigureLimits {
  /** The newest rows that are read of the log. */
  readonly requests: number
  /** The newest entries that are read of the ledger. */
  readonly entries: number
}

export type KnownFigures = Omit<Figures, 'zone' | keyof FigureBounds>

const usualLimits: FigureLimits = { requests: 200_000, entries: 500_000 }

interface SpendRow {
  readonly client_id: string
  readonly provider_id: string
  readonly day_high: bigint
  readonly day_low: bigint
  readonly day_unpriced: bigint
  readonly month_high: bigint
  readonly month_low: bigint
  readonly month_unpriced: bigint
}

interface CountRow {
  readonly client_id: string | null
  readonly today: number
  readonly month: number
}

/** Reads what each client and each provider did, money from the ledger and the rest from the log. Runs in a worker. */
export function openFigures(
  { ledgerDb, logDb }: { readonly ledgerDb: ReadonlyDb; readonly logDb: ReadonlyDb },
  limits: FigureLimits = usualLimits,
) {
  const since = openSince(ledgerDb)
  const newest = ledgerDb.prepare<[], number>('SELECT coalesce(max(entry), 0) FROM entries').pluck()
  // An entry of unknown cost that was priced later has a correction with its cost.
  const isUnpriced = `cost_nano_usd IS NULL AND corrects IS NULL
    AND NOT EXISTS (SELECT 1 FROM entries AS later WHERE later.corrects = entries.entry)`
  const spends = ledgerDb
    .prepare<{ entry: number; dayStartMs: number; monthStartMs: number }, SpendRow>(`
      SELECT client_id, provider_id,
             ${sumInHalves('CASE WHEN opened_at_ms >= @dayStartMs THEN cost_nano_usd END', 'day')},
             count(*) FILTER (WHERE opened_at_ms >= @dayStartMs AND ${isUnpriced}) AS day_unpriced,
             ${sumInHalves('cost_nano_usd', 'month')},
             count(*) FILTER (WHERE ${isUnpriced}) AS month_unpriced
      FROM entries WHERE entry >= @entry AND opened_at_ms >= @monthStartMs AND sandbox = 0
      GROUP BY client_id, provider_id`)
    .safeIntegers()
  const counts = logDb.prepare<{ dayStartMs: number; monthStartMs: number; most: number }, CountRow>(`
    SELECT client_id, count(*) FILTER (WHERE started_at_ms >= @dayStartMs) AS today, count(*) AS month
    FROM (
      SELECT client_id, started_at_ms FROM requests
      WHERE started_at_ms >= @monthStartMs AND purpose = 'answer' ORDER BY started_at_ms DESC LIMIT @most)
    GROUP BY client_id`)
  const tries = openTries(logDb)

  return (bounds: FigureBounds): KnownFigures => {
    const oldest = Math.max(0, (newest.get() ?? 0) - limits.entries) + 1
    const first = since(bounds.monthStartMs)
    const spent = spends.all({ ...bounds, entry: Math.max(oldest, first) })
    const counted = counts.all({ ...bounds, most: limits.requests })
    const tried = tries(bounds.dayStartMs, limits.requests)
    const requests = counted.reduce((sum, { month }) => sum + month, 0)
    return {
      clients: clientFigures(spent, counted),
      providers: providerFigures(spent, tried.providers),
      isPartial: first < oldest || requests === limits.requests || tried.isPartial,
    }
  }
}

function clientFigures(spent: readonly SpendRow[], counted: readonly CountRow[]): ClientFigures[] {
  const spends = summed(spent, ({ client_id }) => client_id)
  const counts = new Map(counted.map(row => [row.client_id, row]))
  const ids = new Set([...spends.keys(), ...counts.keys()])
  return [...ids].flatMap(clientId => {
    if (clientId === null) return [] // a request that a crash left open, of a version that did not note whose it was
    const { today, month } = spends.get(clientId) ?? nothingSpent
    const count = counts.get(clientId)
    return [
      {
        clientId,
        today: { ...today, requests: count?.today ?? 0 },
        month: { ...month, requests: count?.month ?? 0 },
      },
    ]
  })
}

function providerFigures(
  spent: readonly SpendRow[],
  tried: ReadonlyMap<string, ProviderTries>,
): ProviderFigures[] {
  const spends = summed(spent, ({ provider_id }) => provider_id)
  return [...new Set([...spends.keys(), ...tried.keys()])].map(providerId => ({
    providerId,
    ...(spends.get(providerId) ?? nothingSpent),
    ...(tried.get(providerId) ?? notTried),
  }))
}

interface Spends {
  readonly today: KnownSpend
  readonly month: KnownSpend
}

const nothing: KnownSpend = { costNanoUsd: '0', unpriced: 0 }
const nothingSpent: Spends = { today: nothing, month: nothing }
const notTried: ProviderTries = { tries: 0, failures: 0, latencyP50Ms: null, lastFailure: null }

function summed(rows: readonly SpendRow[], keyOf: (row: SpendRow) => string): ReadonlyMap<string, Spends> {
  const sums = new Map<string, Spends>()
  for (const row of rows) {
    const key = keyOf(row)
    const { today, month } = sums.get(key) ?? nothingSpent
    sums.set(key, {
      today: plus(today, joinHalves(row.day_high, row.day_low), row.day_unpriced),
      month: plus(month, joinHalves(row.month_high, row.month_low), row.month_unpriced),
    })
  }
  return sums
}

function plus(spend: KnownSpend, cost: bigint, unpriced: bigint): KnownSpend {
  return {
    costNanoUsd: String(BigInt(spend.costNanoUsd) + cost),
    unpriced: spend.unpriced + Number(unpriced),
  }
}
