import { times } from '../../format/formats.ts'

/** What decides whether a row shows its day. */
export interface DayPlace {
  readonly startedAtMs: number
  /** When the request above it began. Undefined for the first row, and if that is not loaded. */
  readonly aboveMs: number | undefined
  readonly nowMs: number
  /** Whether the list is in the order of its times. Otherwise each row of another day shows it. */
  readonly isByTime: boolean
}

/** The day that stands above the time of a row: where another day begins. Null if there is none to show. */
export function shownDay({ startedAtMs, aboveMs, nowMs, isByTime }: DayPlace): string | null {
  const isNew =
    isByTime && aboveMs !== undefined
      ? !times.isSameDay(startedAtMs, aboveMs)
      : !times.isSameDay(startedAtMs, nowMs)
  return isNew ? times.dayOf(startedAtMs) : null
}
