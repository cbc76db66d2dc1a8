import type { DayAccuracy } from '../../../gateway/contract/accuracy.ts'
import { toDollars } from '../../format/money.ts'

/** Money in dollars and errors in percent, for drawing only; null is a day without any. */
export interface AccuracyPoint extends Record<string, string | number | null> {
  readonly day: string
  readonly held: number
  readonly settled: number
  readonly inputError: number | null
}

export function accuracyPoints(
  days: readonly DayAccuracy[],
  dayLabel: (isoDay: string) => string,
): readonly AccuracyPoint[] {
  return days.map(({ day, heldNanoUsd, settledNanoUsd, inputErrorPercent }) => ({
    day: dayLabel(day),
    held: toDollars(heldNanoUsd),
    settled: toDollars(settledNanoUsd),
    inputError: inputErrorPercent,
  }))
}
