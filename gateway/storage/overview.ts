import { lastDays, type WindowBounds, windowAt } from '../budgets/windows.ts'
import type { DaySpend, Overview, SpendSummary } from '../contract/requests.ts'
import type { ReadonlyDb } from './database.ts'
import type { LogQueries } from './log-queries.ts'
import { add, openRollup, type Slot, slotMs } from './rollup.ts'

const chartDays = 30
const latestRows = 10
// Percentiles are computed from at most this many of the newest answers. With more, they would hardly differ but take
// longer.
const samples = 5000

export interface OverviewDeps {
  readonly ledgerDb: ReadonlyDb
  readonly logDb: ReadonlyDb
  readonly queries: LogQueries
}

/** Reads what the overview shows, with days and months of a time zone. Runs in a worker. */
export function openOverview({ ledgerDb, logDb, queries }: OverviewDeps) {
  const rollup = openRollup(ledgerDb, logDb)
  const firstTokens = logDb
    .prepare<[number, number, number], number>(`
      SELECT first_token_ms FROM requests
      WHERE started_at_ms >= ? AND started_at_ms < ? AND first_token_ms IS NOT NULL AND sandbox = 0
        AND (cache_outcome IS NULL OR cache_outcome NOT IN ('exact', 'semantic', 'shared'))
      ORDER BY started_at_ms DESC LIMIT ?`)
    .pluck()

  function summary(bounds: WindowBounds, slots: ReadonlyMap<number, Slot>): SpendSummary {
    const { costByProvider, ...totals } = totalOf(bounds, slots)
    const sorted = firstTokens.all(bounds.startMs, bounds.endMs, samples).sort((a, b) => a - b)
    return {
      ...totals,
      costNanoUsd: String(sum(costByProvider.values())),
      timeToFirstTokenP50Ms: percentile(sorted, 0.5),
      timeToFirstTokenP95Ms: percentile(sorted, 0.95),
    }
  }

  return (zone: string, nowMs: number): Overview => {
    const days = lastDays(zone, nowMs, chartDays)
    const month = windowAt('month', zone, nowMs)
    const fromMs = Math.min(days[0]?.startMs ?? nowMs, month.startMs)
    const slots = rollup.since(fromMs)
    return {
      zone,
      today: summary(windowAt('day', zone, nowMs), slots),
      month: summary(month, slots),
      days: days.map(day => daySpend(day, slots)),
      latest: queries.latest(latestRows),
    }
  }
}

function daySpend(
  bounds: WindowBounds & { readonly day: string },
  slots: ReadonlyMap<number, Slot>,
): DaySpend {
  const { requests, costByProvider } = totalOf(bounds, slots)
  const dearestFirst = [...costByProvider].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0))
  return {
    day: bounds.day,
    costNanoUsd: String(sum(costByProvider.values())),
    requests,
    providers: dearestFirst.map(([id, cost]) => ({ id, costNanoUsd: String(cost) })),
  }
}

function totalOf({ startMs, endMs }: WindowBounds, slots: ReadonlyMap<number, Slot>) {
  const costByProvider = new Map<string, bigint>()
  const total = {
    requests: 0,
    sandboxRequests: 0,
    failedRequests: 0,
    unpricedRequests: 0,
    inputTokens: 0,
    outputTokens: 0,
  }
  for (let key = Math.floor(startMs / slotMs); key * slotMs < endMs; key++) {
    const slot = slots.get(key)
    if (!slot) continue
    total.requests += slot.requests
    total.sandboxRequests += slot.sandboxRequests
    total.failedRequests += slot.failedRequests
    total.unpricedRequests += slot.unpricedRequests
    total.inputTokens += slot.inputTokens
    total.outputTokens += slot.outputTokens
    for (const [id, cost] of slot.costByProvider) add(costByProvider, id, cost)
  }
  return { ...total, costByProvider }
}

function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}

/** The nearest-rank percentile of sorted values. Null if there are none. */
function percentile(sorted: readonly number[], fraction: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)] ?? null
}
