import type { BudgetFields } from './budget-form.ts'

/** The calendar day, as '2026-12-01', on which the window of a budget with these fields starts anew. Fields must be valid. */
export function nextWindowDay(
  { window, zone, weekStart, monthStart }: Pick<BudgetFields, 'window' | 'zone' | 'weekStart' | 'monthStart'>,
  nowMs: number,
): string {
  const today = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone }).format(nowMs)
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number)
  if (window === 'day') return isoDay(year, month, day + 1)
  if (window === 'week') {
    const isoWeekday = ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7) + 1
    return isoDay(year, month, day + ((Number(weekStart) - isoWeekday + 7) % 7 || 7))
  }
  const startIn = (ofMonth: number): number => Math.min(Number(monthStart), daysIn(year, ofMonth))
  return day < startIn(month)
    ? isoDay(year, month, startIn(month))
    : isoDay(year, month + 1, startIn(month + 1))
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Days and months beyond the end count on into the next ones. */
function isoDay(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
}
