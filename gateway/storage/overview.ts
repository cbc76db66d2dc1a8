import { lastDays, type WindowBounds, windowAt } from '../budgets/windows.ts'
import type { DaySpend, Overview, SpendSummary } from '../contract/requests.ts'
import type { SpendQuestion } from '../contract/spend.ts'
import type { ReadonlyDb } from './database.ts'
import type { LogQueries } from './log-queries.ts'
import { openRollup, type Slots } from './rollup.ts'
import { costsBy, costTotal, failureCounts, spendOf, totalOf } from './spend.ts'

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

  /** As much as any range needs, so that questions about different ranges do not make each other start anew. */
  function slotsFor(zone: string, nowMs: number): Slots {
    const days = lastDays(zone, nowMs, chartDays)
    return rollup.since(Math.min(days[0]?.startMs ?? nowMs, windowAt('month', zone, nowMs).startMs))
  }

  function summary(bounds: WindowBounds, slots: Slots): SpendSummary {
    const { failures, costs, ...totals } = totalOf(bounds, slots)
    const sorted = firstTokens.all(bounds.startMs, bounds.endMs, samples).sort((a, b) => a - b)
    return {
      ...totals,
      failedRequests: failureCounts(failures).reduce((sum, { requests }) => sum + requests, 0),
      costNanoUsd: String(costTotal(costs)),
      timeToFirstTokenP50Ms: percentile(sorted, 0.5),
      timeToFirstTokenP95Ms: percentile(sorted, 0.95),
    }
  }

  return {
    overview(zone: string, nowMs: number): Overview {
      const slots = slotsFor(zone, nowMs)
      return {
        zone,
        today: summary(windowAt('day', zone, nowMs), slots),
        month: summary(windowAt('month', zone, nowMs), slots),
        days: lastDays(zone, nowMs, chartDays).map(day => daySpend(day, slots)),
        latest: queries.latest(latestRows),
      }
    },
    spend: (question: SpendQuestion, nowMs: number) =>
      spendOf(question, nowMs, slotsFor(question.zone, nowMs), summary),
  }
}

function daySpend(bounds: WindowBounds & { readonly day: string }, slots: Slots): DaySpend {
  const { requests, costs } = totalOf(bounds, slots)
  const { named } = costsBy('provider', costs, slots)
  const dearestFirst = [...named].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0))
  return {
    day: bounds.day,
    costNanoUsd: String(costTotal(costs)),
    requests,
    providers: dearestFirst.map(([id, cost]) => ({ id: id ?? '', costNanoUsd: String(cost) })),
  }
}

/** The nearest-rank percentile of sorted values. Null if there are none. */
function percentile(sorted: readonly number[], fraction: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)] ?? null
}
