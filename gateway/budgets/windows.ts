import { Temporal } from 'temporal-polyfill'
import type { CalendarWindow } from '../contract/budgets.ts'
import { GatewayError } from '../errors.ts'

/** The bounds [startMs, endMs), in milliseconds since 1970. */
export interface WindowBounds {
  readonly startMs: number
  readonly endMs: number
}

export interface CalendarOptions {
  /** The first day of the week as an ISO number: 1 is Monday, which is the default. */
  readonly weekStart?: number
  /** The first day of the budget's month, by default 1. In a month that is too short, it is the month's last day. */
  readonly monthStart?: number
}

/**
 * The calendar day, week or month in `zone` that contains the instant. The check of a request, the retry-after header and
 * the screen all use this function. A day is 23 or 25 hours long when the zone's clocks change. If midnight does not exist
 * on a day, the day starts at the first instant after it.
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
  // If the month does not have this day, `with` takes the month's last day.
  const startIn = (month: Temporal.PlainDate) => month.with({ day: monthStart })
  const month = date.with({ day: 1 })
  const here = startIn(month)
  return Temporal.PlainDate.compare(date, here) >= 0
    ? [here, startIn(month.add({ months: 1 }))]
    : [startIn(month.subtract({ months: 1 })), here]
}

/** The bounds of the last `count` days in `zone`, oldest first. The last one is the day that contains the instant. */
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

/** The bounds of the last `count` hours in `zone`, oldest first. The last one is the hour that contains the instant. */
export function lastHours(zone: string, instantMs: number, count: number): readonly WindowBounds[] {
  const hour = Temporal.Instant.fromEpochMilliseconds(instantMs)
    .toZonedDateTimeISO(zone)
    .round({ smallestUnit: 'hour', roundingMode: 'floor' })
  return Array.from({ length: count }, (_, index) => {
    const start = hour.subtract({ hours: count - 1 - index })
    return { startMs: start.epochMilliseconds, endMs: start.add({ hours: 1 }).epochMilliseconds }
  })
}

/** The instant for people, in English and in `zone`: 'Tue, Nov 24 2026, 00:00 Europe/Berlin'. With seconds if it has any. */
export function describeInstant(instantMs: number, zone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone)
  const day = at.toLocaleString('en-US', { weekday: 'short', month: 'short', day: 'numeric' })
  const time = at.toPlainTime().toString({ smallestUnit: at.second === 0 ? 'minute' : 'second' })
  return `${day} ${at.year}, ${time} ${zone}`
}

/** Returns the zone. Throws GatewayError `input_invalid` if it is not an IANA time zone. */
export function checkZone(zone: string): string {
  try {
    // Temporal would accept an offset such as +01:00, but an offset does not follow daylight saving time.
    if (/^[A-Za-z][\w+\-/]{0,63}$/.test(zone)) {
      new Intl.DateTimeFormat('en', { timeZone: zone })
      return zone
    }
  } catch {
    // Refused below, with the same message as a name that has the wrong form.
  }
  throw new GatewayError('input_invalid', {
    reason: `"${zone.slice(0, 64)}" is no IANA time zone, such as Europe/Berlin.`,
  })
}

function startOfDay(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds
}
