// Makes totals of a period out of the totals of quarters of an hour: pure.
import { lastDays, lastHours, type WindowBounds, windowAt } from '../budgets/windows.ts'
import type { SpendSummary } from '../contract/requests.ts'
import type {
  FailureCount,
  FailureKind,
  Spend,
  SpendDimension,
  SpendQuestion,
  SpendRange,
} from '../contract/spend.ts'
import { add, addFailures, type Failures, type Slots, slotMs } from './rollup.ts'

/** As many as the chart has colours for. */
const mostGroups = 6

export interface PeriodTotal {
  readonly requests: number
  readonly sandboxRequests: number
  readonly unpricedRequests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly failures: Failures
  /** By the payer's number. */
  readonly costs: ReadonlyMap<number, bigint>
}

export function totalOf({ startMs, endMs }: WindowBounds, { slots }: Slots): PeriodTotal {
  const costs = new Map<number, bigint>()
  const failures = new Map<FailureKind, Map<string | null, number>>()
  const total = { requests: 0, sandboxRequests: 0, unpricedRequests: 0, inputTokens: 0, outputTokens: 0 }
  for (let key = Math.floor(startMs / slotMs); key * slotMs < endMs; key++) {
    const slot = slots.get(key)
    if (!slot) continue
    total.requests += slot.requests
    total.sandboxRequests += slot.sandboxRequests
    total.unpricedRequests += slot.unpricedRequests
    total.inputTokens += slot.inputTokens
    total.outputTokens += slot.outputTokens
    for (const [payer, cost] of slot.costs) add(costs, payer, cost)
    for (const [kind, codes] of slot.failures)
      for (const [code, requests] of codes) addFailures(failures, kind, code, requests)
  }
  return { ...total, failures, costs }
}

/** The periods that the points of a range stand for, the oldest first. */
export function periodsOf(range: SpendRange, zone: string, nowMs: number): readonly WindowBounds[] {
  switch (range) {
    case '24h':
      return lastHours(zone, nowMs, 24)
    case '7d':
      return lastDays(zone, nowMs, 7)
    case '30d':
      return lastDays(zone, nowMs, 30)
    case 'month': {
      const { startMs } = windowAt('month', zone, nowMs)
      return lastDays(zone, nowMs, 31).filter(day => day.startMs >= startMs)
    }
    default:
      return range satisfies never
  }
}

/** `rest` is what belongs to payers that are not told apart in this dimension. */
export function costsBy(
  dimension: SpendDimension,
  costs: ReadonlyMap<number, bigint>,
  { payers }: Slots,
): { readonly named: ReadonlyMap<string | null, bigint>; readonly rest: bigint } {
  const named = new Map<string | null, bigint>()
  let rest = 0n
  for (const [payer, cost] of costs) {
    const value = payers.valueOf(payer, dimension)
    if (value === undefined) rest += cost
    else add(named, value, cost)
  }
  return { named, rest }
}

export function costTotal(costs: ReadonlyMap<unknown, bigint>): bigint {
  let total = 0n
  for (const cost of costs.values()) total += cost
  return total
}

/** The most frequent kind first. */
export function failureCounts(failures: Failures): readonly FailureCount[] {
  return [...failures]
    .map(([kind, codes]) => ({
      kind,
      requests: [...codes.values()].reduce((sum, requests) => sum + requests, 0),
      errorCodes: [...codes.keys()].filter(code => code !== null).toSorted(),
    }))
    .toSorted((a, b) => b.requests - a.requests)
}

export function spendOf(
  question: SpendQuestion,
  nowMs: number,
  slots: Slots,
  summarize: (bounds: WindowBounds, slots: Slots) => SpendSummary,
): Spend {
  const periods = periodsOf(question.range, question.zone, nowMs)
  const whole = { startMs: periods[0]?.startMs ?? nowMs, endMs: periods.at(-1)?.endMs ?? nowMs }
  const { costs, failures } = totalOf(whole, slots)
  const { named } = costsBy(question.by, costs, slots)
  const groups = [...named]
    .filter(([, cost]) => cost !== 0n)
    .toSorted(([a, left], [b, right]) => compare(right, left) || String(a).localeCompare(String(b), 'en'))
    .slice(0, mostGroups)
  return {
    ...question,
    fromMs: whole.startMs,
    toMs: whole.endMs,
    summary: summarize(whole, slots),
    failures: failureCounts(failures),
    groups: groups.map(([id, cost]) => ({ id, costNanoUsd: String(cost) })),
    othersNanoUsd: String(costTotal(costs) - groups.reduce((sum, [, cost]) => sum + cost, 0n)),
    points: periods.map(period => {
      const point = totalOf(period, slots)
      const own = costsBy(question.by, point.costs, slots).named
      return {
        startMs: period.startMs,
        requests: point.requests,
        costNanoUsd: String(costTotal(point.costs)),
        groupNanoUsd: groups.map(([id]) => String(own.get(id) ?? 0n)),
      }
    }),
  }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
