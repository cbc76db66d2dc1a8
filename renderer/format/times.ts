export interface TimeFormats {
  /** The time of day with seconds. Before it the day, if that is not today. */
  moment(atMs: number, nowMs: number): string
  /** Date, time with milliseconds, and zone. */
  exact(atMs: number): string
  /** Day and minute in a given IANA zone, for the reset of a budget. With the year if it is far from now. */
  reset(atMs: number, zone: string, nowMs: number): string
  /** An instant that is soon, in a given IANA zone: '16:40' today, 'Friday' within six days, 'December 12' later. */
  soon(atMs: number, zone: string, nowMs: number): string
  /** A span in a given IANA zone, without the end itself: 'Nov 23', 'Nov 23 – 29, 2026'. Of hours if it has parts of a day. */
  range(startMs: number, endMs: number, zone: string, hasHours: boolean): string
  /** 'December 1'. For a calendar day given as '2026-12-01'. */
  longDay(isoDay: string): string
  /** '14:00', for an hour of a chart. */
  hourOf(atMs: number): string
  /** '14:02:22'. */
  clock(atMs: number): string
  /** 'Nov 23': the day of an instant. */
  dayOf(atMs: number): string
  /** Whether both instants are on the same calendar day in the shown zone. */
  isSameDay(leftMs: number, rightMs: number): boolean
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

/** `zone` gives the IANA zone of all instants. It is asked each time, because a person may choose another one. */
export function createTimeFormats(locale: string | undefined, zone: () => string = localZone): TimeFormats {
  let kept = inZone(locale, zone())
  const shown = () => {
    const timeZone = zone()
    if (kept.timeZone !== timeZone) kept = inZone(locale, timeZone)
    return kept
  }
  const calendarDay = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
  const calendarDate = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const longDay = new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone: 'UTC' })
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const isSameDay = (leftMs: number, rightMs: number): boolean =>
    shown().date.format(leftMs) === shown().date.format(rightMs)
  return {
    moment(atMs, nowMs) {
      const { time, day } = shown()
      return isSameDay(atMs, nowMs) ? time.format(atMs) : `${day.format(atMs)} ${time.format(atMs)}`
    },
    exact: atMs => shown().exact.format(atMs),
    hourOf: atMs => shown().hour.format(atMs),
    isSameDay,
    clock: atMs => shown().time.format(atMs),
    dayOf: atMs => shown().day.format(atMs),
    reset: (atMs, zone, nowMs) =>
      resetFormat(locale, zone, Math.abs(atMs - nowMs) > withoutYearMs).format(atMs),
    soon: (atMs, zone, nowMs) => soonFormat(locale, zone, atMs, nowMs).format(atMs),
    range: (startMs, endMs, zone, hasHours) =>
      new Intl.DateTimeFormat(locale, {
        month: 'short',
        day: 'numeric',
        ...(hasHours ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : {}),
        timeZone: zone,
      }).formatRange(startMs, hasHours ? endMs : endMs - 1),
    longDay: isoDay => longDay.format(Date.parse(`${isoDay}T00:00:00Z`)),
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

function inZone(locale: string | undefined, timeZone: string) {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone })
  return {
    timeZone,
    time: format({ timeStyle: 'medium', hourCycle: 'h23' }),
    hour: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    day: format({ month: 'short', day: 'numeric' }),
    date: format({ dateStyle: 'short' }),
    exact: format({
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
      timeZoneName: 'short',
    }),
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

const weekdaysMs = 6 * 86_400_000

function soonFormat(
  locale: string | undefined,
  timeZone: string,
  atMs: number,
  nowMs: number,
): Intl.DateTimeFormat {
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'short', timeZone })
  if (day.format(atMs) === day.format(nowMs))
    return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone })
  if (atMs - nowMs < weekdaysMs) return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone })
  return new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone })
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
