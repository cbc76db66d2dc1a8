import { Temporal } from 'temporal-polyfill'
import { GatewayError } from '../errors.ts'

export type WindowKind = 'day' | 'month'

/** [startMs, endMs), milliseconds since 1970. */
export interface WindowBounds {
  readonly startMs: number
  readonly endMs: number
}

/**
 * The calendar day or month in `zone` that holds the instant: the one function behind the check, the retry-after
 * header and the screen. Days are 23, 24 or 25 hours long where the zone's clocks change; where midnight does not
 * exist, the day starts at the first instant after it.
 */
export function windowAt(kind: WindowKind, zone: string, instantMs: number): WindowBounds {
  const date = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone).toPlainDate()
  const first = kind === 'day' ? date : date.with({ day: 1 })
  const next = kind === 'day' ? first.add({ days: 1 }) : first.add({ months: 1 })
  return { startMs: startOfDay(first, zone), endMs: startOfDay(next, zone) }
}

/** The ISO date in `zone` of an instant. */
export function dayIn(zone: string, instantMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone).toPlainDate().toString()
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
