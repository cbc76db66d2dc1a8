import type { Spend } from '../../../gateway/contract/spend.ts'
import { toDollars } from '../../format/money.ts'

export interface SpendSeries {
  /** In the order of the groups; the others, if they cost anything, come last. */
  readonly series: readonly { readonly key: string; readonly group: number | 'others' }[]
  /** One point for each hour or day: for drawing, the dollars of each series by its key. */
  readonly points: readonly Readonly<Record<string, string | number>>[]
  readonly totalNanoUsd: string
  /** The dearest hour or day, in dollars. */
  readonly largestDollars: number
}

/** The name of a series is none of its data's: a chart would take a dot in it for a path. */
const keyOf = (group: number | 'others'): string => `series-${group}`

/** Converts spend to the form that a stacked chart needs. */
export function spendSeries(spend: Spend, labelOf: (startMs: number) => string): SpendSeries {
  const groups: readonly (number | 'others')[] = [
    ...spend.groups.keys(),
    ...(spend.othersNanoUsd === '0' ? [] : (['others'] as const)),
  ]
  const points = spend.points.map(({ startMs, costNanoUsd, groupNanoUsd }) => {
    const named = groupNanoUsd.reduce((sum, cost) => sum + BigInt(cost), 0n)
    const others = String(BigInt(costNanoUsd) - named)
    const costOf = (group: number | 'others') => (group === 'others' ? others : (groupNanoUsd[group] ?? '0'))
    return {
      label: labelOf(startMs),
      startMs,
      ...Object.fromEntries(groups.map(group => [keyOf(group), toDollars(costOf(group))])),
    }
  })
  return {
    series: groups.map(group => ({ key: keyOf(group), group })),
    points,
    totalNanoUsd: String(spend.points.reduce((sum, { costNanoUsd }) => sum + BigInt(costNanoUsd), 0n)),
    largestDollars: Math.max(0, ...spend.points.map(({ costNanoUsd }) => toDollars(costNanoUsd))),
  }
}
