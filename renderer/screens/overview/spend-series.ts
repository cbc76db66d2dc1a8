import type { DaySpend } from '../../../gateway/contract/requests.ts'
import { toDollars } from '../../format/money.ts'

export interface SpendSeries {
  /** Provider ids, with the dearest one over all days first. */
  readonly providers: readonly string[]
  /** One point per day: `day`, and for drawing the dollars of each provider id. */
  readonly points: readonly Readonly<Record<string, string | number>>[]
  readonly totalNanoUsd: string
}

/** Converts the days to the form that a stacked chart needs. */
export function spendSeries(days: readonly DaySpend[], dayLabel: (isoDay: string) => string): SpendSeries {
  const byProvider = new Map<string, bigint>()
  for (const { providers } of days) {
    for (const { id, costNanoUsd } of providers) {
      byProvider.set(id, (byProvider.get(id) ?? 0n) + BigInt(costNanoUsd))
    }
  }
  const ranked = [...byProvider].sort(([, left], [, right]) => (left < right ? 1 : left > right ? -1 : 0))
  return {
    providers: ranked.map(([id]) => id),
    points: days.map(({ day, providers }) => ({
      ...Object.fromEntries(ranked.map(([id]) => [id, 0])),
      ...Object.fromEntries(providers.map(({ id, costNanoUsd }) => [id, toDollars(costNanoUsd)])),
      day: dayLabel(day),
    })),
    totalNanoUsd: days.reduce((sum, { costNanoUsd }) => sum + BigInt(costNanoUsd), 0n).toString(),
  }
}
