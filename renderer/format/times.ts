export interface TimeFormats {
  /** The time of day with seconds. Before it the day, if that is not today. */
  moment(atMs: number, nowMs: number): string
  /** The time of day with seconds. */
  clock(atMs: number): string
  /** The day of an instant, without its year. */
  dayOf(atMs: number): string
  /** Date, time with milliseconds, and zone. */
  exact(atMs: number): string
  /** Day and minute in a given IANA zone, for the reset of a budget. With the year if it is far from now. */
  reset(atMs: number, zone: string, nowMs: number): string
  /** '5 minutes ago'. */
  ago(atMs: number, nowMs: number): string
  /** 'today', 'yesterday', '2 months ago'. For a calendar day in UTC. */
  dayAgo(isoDay: string, nowMs: number): string
  /** 'Monday' for 1. Takes the ISO day of the week. */
  weekday(isoDay: number): string
  /** Formats a calendar day given as '2026-11-23', without its year. */
  day(isoDay: string): string
  /** The same with its year. */
  date(isoDay: string): string
}

const dayMs = 86_400_000

const relativeSteps = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[]

export function createTimeFormats(locale: string | undefined): TimeFormats {
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' })
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' })
  const calendarDay = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
  const calendarDate = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const exact = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZoneName: 'short',
  })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return {
    moment: (atMs, nowMs) =>
      isSameDay(atMs, nowMs) ? time.format(atMs) : `${day.format(atMs)} ${time.format(atMs)}`,
    clock: atMs => time.format(atMs),
    dayOf: atMs => day.format(atMs),
    exact: atMs => exact.format(atMs),
    reset: (atMs, zone, nowMs) =>
      resetFormat(locale, zone, Math.abs(atMs - nowMs) > withoutYearMs).format(atMs),
    ago: (atMs, nowMs) => formatAgo(relative, atMs - nowMs),
    dayAgo(isoDay, nowMs) {
      const days = Math.floor(nowMs / dayMs) - Date.parse(`${isoDay}T00:00:00Z`) / dayMs
      return days === 0 ? relative.format(0, 'day') : formatAgo(relative, -days * dayMs)
    },
    weekday: isoDay => weekday.format(Date.UTC(2024, 0, isoDay)), // 1 January 2024 was a Monday
    day: isoDay => calendarDay.format(Date.parse(`${isoDay}T00:00:00Z`)),
    date: isoDay => calendarDate.format(Date.parse(`${isoDay}T00:00:00Z`)),
  }
}

const withoutYearMs = 300 * 86_400_000

function resetFormat(locale: string | undefined, timeZone: string, withYear: boolean): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    ...(withYear ? { year: 'numeric' } : {}),
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  })
}

export function isSameDay(leftMs: number, rightMs: number): boolean {
  return new Date(leftMs).toDateString() === new Date(rightMs).toDateString()
}

function formatAgo(relative: Intl.RelativeTimeFormat, differenceMs: number): string {
  let value = differenceMs / 1000
  for (const [unit, perNext] of relativeSteps) {
    if (Math.abs(value) < perNext) return relative.format(Math.trunc(value), unit)
    value /= perNext
  }
  return relative.format(Math.trunc(value), 'year')
}

/** The browser's IANA zone. */
export function localZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
