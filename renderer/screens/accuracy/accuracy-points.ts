import type { DayAccuracy } from '../../../gateway/contract/accuracy.ts'
import { toDollars } from '../../format/money.ts'

/** Only for drawing: money in dollars and errors in percent. Null for a day without an error to show. */
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
