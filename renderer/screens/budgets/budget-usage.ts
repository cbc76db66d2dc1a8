import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { numbers } from '../../format/formats.ts'

export interface BudgetUsage {
  /** Percent of the limit, for drawing. Both together are 0 to 100. */
  readonly settledPercent: number
  readonly heldPercent: number
  /** Whole percent of the limit, settled and held together. More than 100 if it is exceeded. */
  readonly percent: number
  /** The same as a text: '<1' as soon as anything is used. */
  readonly percentText: string
  /** By how much the limit is exceeded, in the rule's unit. '0' if it is not. */
  readonly over: string
  /** A shadow budget refuses nothing, so however full it is, it is no alarm. */
  readonly level: 'calm' | 'near' | 'over' | 'shadow'
}

const nearPercent = 80

/**
 * How full a budget is. It is computed exactly and rounded at the end. The parts are limited so that they fit into one bar.
 */
export function budgetUsage({
  rule,
  settled,
  held,
  mode,
}: Pick<BudgetView, 'rule' | 'settled' | 'held' | 'mode'>): BudgetUsage {
  const whole = BigInt(rule.limit)
  const taken = BigInt(settled) + BigInt(held)
  const settledPercent = percent(BigInt(settled), whole)
  const together = percent(taken, whole)
  const level = together >= 100 ? 'over' : together >= nearPercent ? 'near' : 'calm'
  return {
    settledPercent,
    heldPercent: together - settledPercent,
    percent: wholePercent(taken, whole),
    percentText: percentText(taken, whole),
    over: String(taken > whole ? taken - whole : 0n),
    level: mode === 'shadow' ? 'shadow' : level,
  }
}

/** Whole percent. 100 only if the limit is reached. */
export function wholePercent(part: bigint, whole: bigint): number {
  return whole <= 0n ? 100 : Number((part * 100n) / whole)
}

/** The same as a text, without the sign. 0 only if nothing is used, and '<1' for less than one. */
export function percentText(part: bigint, whole: bigint): string {
  const percent = wholePercent(part, whole)
  return percent === 0 && part > 0n ? '<1' : numbers.count(percent)
}

function percent(part: bigint, whole: bigint): number {
  if (whole <= 0n) return 100
  return Math.min(100, Number((part * 10_000n) / whole) / 100)
}
