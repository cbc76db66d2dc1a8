import { Temporal } from 'temporal-polyfill'
import type { CalendarWindow } from '../contract/budgets.ts'
import { GatewayError } from '../errors.ts'

/** [startMs, endMs), milliseconds since 1970. */
export interface WindowBounds {
  readonly startMs: number
  readonly endMs: number
}

export interface CalendarOptions {
  /** ISO day of the week, 1 is Monday, the default. */
  readonly weekStart?: number
  /** Day of the month, 1 by default; in a month that is too short its last day. */
  readonly monthStart?: number
}

/**
 * The calendar day, week or month in `zone` that holds the instant: the one function behind the check, the
 * retry-after header and the screen. Days are 23, 24 or 25 hours long where the zone's clocks change; where midnight
 * does not exist, the day starts at the first instant after it.
 */
export function windowAt(
  window: CalendarWindow,
  zone: string,
  instantMs: number,
  { weekStart = 1, monthStart = 1 }: CalendarOptions = {},
): WindowBounds {
  const date = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone).toPlainDate()
  const [first, next] = datesOf(window, date, weekStart, monthStart)
  return { startMs: startOfDay(first, zone), endMs: startOfDay(next, zone) }
}

function datesOf(
  window: CalendarWindow,
  date: Temporal.PlainDate,
  weekStart: number,
  monthStart: number,
): readonly [Temporal.PlainDate, Temporal.PlainDate] {
  if (window === 'day') return [date, date.add({ days: 1 })]
  if (window === 'week') {
    const first = date.subtract({ days: (date.dayOfWeek - weekStart + 7) % 7 })
    return [first, first.add({ days: 7 })]
  }
  // `with` constrains a day that the month does not have to its last.
  const startIn = (month: Temporal.PlainDate) => month.with({ day: monthStart })
  const month = date.with({ day: 1 })
  const here = startIn(month)
  return Temporal.PlainDate.compare(date, here) >= 0
    ? [here, startIn(month.add({ months: 1 }))]
    : [startIn(month.subtract({ months: 1 })), here]
}

/** The bounds of the last `count` days in `zone`, oldest first, the one of the instant last. */
export function lastDays(
  zone: string,
  instantMs: number,
  count: number,
): readonly (WindowBounds & { day: string })[] {
  const today = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone).toPlainDate()
  return Array.from({ length: count }, (_, index) => {
    const date = today.subtract({ days: count - 1 - index })
    return {
      day: date.toString(),
      startMs: startOfDay(date, zone),
      endMs: startOfDay(date.add({ days: 1 }), zone),
    }
  })
}

/** An instant as a person in `zone` writes it: 2026-11-24T00:00:00+01:00[Europe/Berlin]. */
export function describeInstant(instantMs: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instantMs)
    .toZonedDateTimeISO(zone)
    .toString({ smallestUnit: 'second' })
}

/** The zone itself. Throws GatewayError `input_invalid` for what is no IANA zone. */
export function checkZone(zone: string): string {
  try {
    // An offset such as +01:00 is accepted by Temporal, but knows no daylight saving: it is not what was asked.
    if (/^[A-Za-z][\w+\-/]{0,63}$/.test(zone)) {
      new Intl.DateTimeFormat('en', { timeZone: zone })
      return zone
    }
  } catch {
    // refused below, with the same words
  }
  throw new GatewayError('input_invalid', {
    reason: `"${zone.slice(0, 64)}" is no IANA time zone, such as Europe/Berlin.`,
  })
}

function startOfDay(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds
}
